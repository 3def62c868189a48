/// A kernel that makes a few pixels of an op's result, as many as it is told at run time.
///
/// Its function takes, in this order: for each operand a table of pointers, to the first channel of
/// each pixel that it reads (of the slice, where it reads one), or to each channel (`PixelTable`); how many pixels to make, at least 1;
/// the weights if it has any; and a table of pointers to the pixels to write. An op that looks at a
/// window has a table of the window's rows (`PixelWindow`), in which pixels outside of the image
/// point to zeros: these kernels know no borders. The pixels it reads and those it writes may not
/// overlap, except element by element in place.
package protocol PixelKernel: Kernel {}
