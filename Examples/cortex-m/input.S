/* The input of the model, as it lies in a file. */
    .section .rodata
    .balign 4
    .global input
input:
    .incbin INPUT_FILE
