/* The model, as it lies in its file. */
    .section .rodata
    .balign 16
    .global model
model:
    .incbin MODEL_FILE
