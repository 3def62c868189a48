#include <stddef.h>
#include <stdint.h>

// libFuzzer has no header for this in clang's own.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

// Its own mutator, for a custom one to fall back on.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
