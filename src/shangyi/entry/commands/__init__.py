"""One module for each word of the command line; `main(argv)` gives the exit code."""
