import Console
scratch()
