#ifndef TUNEBOOK_CLIBEDIT_H
#define TUNEBOOK_CLIBEDIT_H

// libedit's settings are variadic functions, which Swift cannot call, and its streams are macros that Swift 6 refuses:
// each use has a function of fixed arguments here.

#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <histedit.h>

typedef unsigned char (*tunebook_key_function)(EditLine *, int);
typedef char *(*tunebook_prompt_function)(EditLine *);

// Chooses the locale of the environment; where its characters are not UTF-8, C.UTF-8 for characters alone. 0 where
// neither exists: libedit would then drop or mangle what is not ASCII.
static inline int tunebook_use_utf8(void) {
  if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
  return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

static inline EditLine *tunebook_editor(const char *name) { return el_init(name, stdin, stdout, stderr); }

static inline void tunebook_flush(void) { fflush(stdout); }

static inline int tunebook_set_prompt(EditLine *editor, tunebook_prompt_function prompt) {
  return el_set(editor, EL_PROMPT_ESC, prompt, '\1');
}

static inline int tunebook_use_emacs_keys(EditLine *editor) { return el_set(editor, EL_EDITOR, "emacs"); }

static inline int tunebook_leave_signals(EditLine *editor) { return el_set(editor, EL_SIGNAL, 0); }

static inline int tunebook_set_client_data(EditLine *editor, void *data) {
  return el_set(editor, EL_CLIENTDATA, data);
}

static inline void *tunebook_client_data(EditLine *editor) {
  void *data = NULL;
  el_get(editor, EL_CLIENTDATA, &data);
  return data;
}

static inline int tunebook_add_function(EditLine *editor, const char *name, tunebook_key_function function) {
  return el_set(editor, EL_ADDFN, name, name, function);
}

static inline int tunebook_bind(EditLine *editor, const char *key, const char *function) {
  return el_set(editor, EL_BIND, key, function, NULL);
}

static inline int tunebook_read_keys_with(EditLine *editor, int (*read)(EditLine *, wchar_t *)) {
  return el_set(editor, EL_GETCFN, read);
}

// Takes up a new size of the window and draws the line anew.
static inline void tunebook_resize(EditLine *editor) {
  el_resize(editor);
  el_set(editor, EL_REFRESH);
}

static inline int tunebook_use_history(EditLine *editor, History *list) {
  return el_set(editor, EL_HIST, history, list);
}

static inline int tunebook_history_limit(History *list, int count) {
  HistEvent event;
  return history(list, &event, H_SETSIZE, count);
}

static inline int tunebook_history_add(History *list, const char *text) {
  HistEvent event;
  return history(list, &event, H_ENTER, text);
}

static inline int tunebook_history_clear(History *list) {
  HistEvent event;
  return history(list, &event, H_CLEAR);
}

#endif
