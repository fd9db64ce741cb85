// What Tunebook asks of MPI, with an ABI that is the same for Open MPI and MPICH. `make mpi` builds it with the machine's own mpicc;
// Sources/Cluster/MPI/MPIShim.swift opens it at run time.
#include <mpi.h>
#include <stdlib.h>

enum { ABI = 1 };

int tunebook_mpi_abi(void) { return ABI; }

// Starts MPI, for calls from one thread at a time. Returns 0 or MPI's error.
int tunebook_mpi_start(void) {
  int provided = 0;
  int failed = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (failed) return failed;
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

int tunebook_mpi_rank(void) {
  int rank = -1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int tunebook_mpi_size(void) {
  int size = -1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

// Begins to send `count` bytes, which stay untouched until the request is done. The caller owns the request.
int tunebook_mpi_send(const void *bytes, int count, int rank, int tag, void **request) {
  MPI_Request *made = malloc(sizeof *made);
  *request = made;
  return made ? MPI_Isend(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, made) : MPI_ERR_NO_MEM;
}

// Begins to receive exactly `count` bytes.
int tunebook_mpi_receive(void *bytes, int count, int rank, int tag, void **request) {
  MPI_Request *made = malloc(sizeof *made);
  *request = made;
  return made ? MPI_Irecv(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, made) : MPI_ERR_NO_MEM;
}

// Says in `done` whether a request is done, and frees it then.
int tunebook_mpi_test(void *request, int *done) {
  int failed = MPI_Test(request, done, MPI_STATUS_IGNORE);
  if (*done || failed) free(request);
  return failed;
}

// The library's own name, in at most `capacity` bytes with a final 0.
int tunebook_mpi_version(char *text, int capacity) {
  char version[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  int failed = MPI_Get_library_version(version, &length);
  if (failed || capacity < 1) return failed;
  int kept = length < capacity - 1 ? length : capacity - 1;
  for (int i = 0; i < kept; i++) text[i] = version[i];
  text[kept] = 0;
  return 0;
}

// Ends MPI; every rank calls it.
int tunebook_mpi_finish(void) { return MPI_Finalize(); }
