import Basics
import Codegen
import IR
import Kernels
import Testing

/// A program that runs kernels of a few pixels on maps in which every pixel is a block of memory of
/// its own, as large as its channels, so that a sanitizer sees each element that is read too much.
struct PixelProgram {
  /// A call of a kernel; pixels are counted row by row.
  struct Call {
    /// A pixel outside of the image, and a pointer that nobody may follow.
    static let zeros = -1
    static let nothing = -2

    var kernel: StageKernel
    /// The scales of the channels, where there are any.
    var scale: [Float] = []
    /// The first channels that are read and made.
    var reads = 0
    var makes = 0
    var count: Int
    var step = 0
    /// The pixels in the table of each operand.
    var tables: [[Int]]
    var places: [Int]
  }

  /// Calls that together make a map, and what it must be.
  struct Run {
    var name: String
    var inputs: [Tensor]
    /// Whether the result is written over the first input.
    var isInPlace = false
    var calls: [Call] = []
    var expected: Tensor
  }

  private(set) var runs: [Run] = []
  private var kernels: [Function] = []
  private var known: [String: Int] = [:]

  mutating func add(_ run: Run) {
    runs.append(run)
    for call in run.calls {
      let function = call.kernel.kernel.function(for: .generic)
      guard known[function.name] == nil else { continue }
      known[function.name] = kernels.count
      kernels.append(function)
    }
  }

  /// Runs it and holds every map against what it must be.
  func expectResults(
    compiler: Compiler, flags: [String] = Compiler.watched, tolerance: Double = 1e-5
  ) throws {
    let folder = try Folder()
    try folder.write("main.c", source)
    try folder.write("runs", data)
    let arguments = ["-std=c99"] + flags + Compiler.strict + ["main.c", "-o", "program"]
    try #require(try compiler.compile(arguments, in: folder) == .silentSuccess)
    try #require(try folder.run(["./program", "runs", "maps"]) == .silentSuccess)
    var maps = floats(try folder.read("maps"))[...]
    for run in runs {
      let actual = maps.prefix(run.expected.values.count)
      maps = maps.dropFirst(run.expected.values.count)
      try #require(actual.count == run.expected.values.count)
      let error =
        zip(actual, run.expected.values).map { pair in
          let difference = abs(Double(pair.0) - pair.1)
          return difference.isNaN ? .infinity : difference
        }.max() ?? 0
      let largest = max(run.expected.largestMagnitude, 1)
      #expect(error <= tolerance * largest, "\(run.name) is off by \(error / largest)")
    }
    #expect(maps.isEmpty)
  }

  // MARK: What the program reads

  private var data: [UInt8] {
    var words = Words()
    words.add(runs.count)
    for run in runs {
      words.add(run.inputs.count)
      for input in run.inputs { words.add(input) }
      words.add(run.isInPlace ? 1 : 0)
      words.add(run.expected.shape.height * run.expected.shape.width)
      words.add(run.expected.shape.channels)
      words.add(run.calls.count)
      for call in run.calls {
        let name = call.kernel.kernel.name
        for number in [known[name] ?? 0, call.reads, call.makes, call.count, call.step] {
          words.add(number)
        }
        words.add(pixels: call.tables[0])
        words.add(pixels: call.tables.count > 1 ? call.tables[1] : [])
        words.add(pixels: call.places)
        words.add(call.kernel.weights ?? call.scale)
      }
    }
    return words.bytes
  }

  /// A file of 32 bits each.
  private struct Words {
    var bytes: [UInt8] = []

    mutating func add(_ number: Int) {
      withUnsafeBytes(of: Int32(number).littleEndian) { bytes += $0 }
    }

    mutating func add(pixels: [Int]) {
      add(pixels.count)
      for pixel in pixels { add(pixel) }
    }

    mutating func add(_ numbers: [Float]) {
      add(numbers.count)
      for number in numbers {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
      }
    }

    mutating func add(_ map: Tensor) {
      add(map.shape.height * map.shape.width)
      add(map.shape.channels)
      add(map.values.map(Float.init))
    }
  }

  // MARK: Its text

  private var source: String {
    var writer = CodeWriter()
    for kernel in kernels { CPrinter.print(kernel, to: &writer) }
    var wrappers = ""
    for (index, kernel) in kernels.enumerated() {
      let arguments = kernel.parameters.map { parameter in
        switch parameter.name {
        case "pixels", "left": "a"
        case "right": "b"
        case "weights", "scale": "numbers"
        case "output": "places[0]"
        default: parameter.name
        }
      }
      wrappers += """
        static void run\(index)(const float **a, const float **b, const float *numbers,
                                size_t count, size_t step, float **places) {
          (void)b, (void)numbers, (void)step;
          \(kernel.name)(\(arguments.joined(separator: ", ")));
        }


        """
    }
    let table = kernels.indices.map { "run\($0)" }.joined(separator: ", ")
    return """
      #include <stddef.h>
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #if defined(__GNUC__) && !defined(__clang__)
      #define MNCC_LANES _Pragma("GCC unroll 1")
      #else
      #define MNCC_LANES
      #endif
      #if defined(__clang__)
      #define MNCC_ROLLED _Pragma("clang loop unroll(disable)")
      #else
      #define MNCC_ROLLED
      #endif

      \(writer.text)
      \(wrappers)
      typedef void kernel(const float **, const float **, const float *, size_t, size_t, float **);
      static kernel *const kernels[] = {\(table)};

      """ + Self.driver
  }

  private static let driver = """
    typedef struct { size_t pixels, channels; float **at; } map;

    static FILE *in;

    static int number(void) {
      int32_t word;
      if (fread(&word, sizeof word, 1, in) != 1) exit(2);
      return word;
    }

    static size_t size(void) { return (size_t)number(); }

    static float *numbers(size_t count) {
      float *values = malloc(count * sizeof *values);
      if (fread(values, sizeof *values, count, in) != count) exit(3);
      return values;
    }

    static map new_map(size_t pixels, size_t channels) {
      map made = {pixels, channels, malloc(pixels * sizeof(float *))};
      for (size_t i = 0; i < pixels; ++i) {
        made.at[i] = malloc(channels * sizeof(float));
        memset(made.at[i], 0xff, channels * sizeof(float));
      }
      return made;
    }

    static map read_map(void) {
      const size_t pixels = size(), channels = size();
      map made = new_map(pixels, channels);
      if (size() != pixels * channels) exit(4);
      for (size_t i = 0; i < pixels; ++i) {
        if (fread(made.at[i], sizeof(float), channels, in) != channels) exit(5);
      }
      return made;
    }

    static void release(map old) {
      for (size_t i = 0; i < old.pixels; ++i) free(old.at[i]);
      free(old.at);
    }

    /* Pointers to some pixels of a map, from a channel on. */
    static float **read_table(map of, float *zeros, size_t channel) {
      const size_t count = size();
      float **table = malloc(count * sizeof *table);
      for (size_t i = 0; i < count; ++i) {
        const int pixel = number();
        if (pixel >= 0) table[i] = of.at[pixel] + channel;
        else table[i] = pixel == -1 ? zeros + channel : NULL;
      }
      return table;
    }

    static void run_calls(FILE *out) {
      const size_t inputs = size();
      map a = read_map(), b = inputs > 1 ? read_map() : new_map(0, 0);
      const int is_in_place = number();
      const size_t pixels = size(), channels = size();
      map own = new_map(pixels, channels);
      map result = is_in_place ? a : own;
      float *zeros = calloc(a.channels, sizeof *zeros);
      for (size_t calls = size(); calls > 0; --calls) {
        const size_t index = size(), reads = size(), makes = size(), count = size(), step = size();
        float **table_a = read_table(a, zeros, reads), **table_b = read_table(b, zeros, reads);
        float **places = read_table(result, zeros, makes);
        float *values = numbers(size());
        kernels[index]((const float **)table_a, (const float **)table_b, values, count, step, places);
        free(table_a);
        free(table_b);
        free(places);
        free(values);
      }
      for (size_t i = 0; i < pixels; ++i) fwrite(result.at[i], sizeof(float), channels, out);
      release(a);
      release(b);
      release(own);
      free(zeros);
    }

    int main(int argc, char **argv) {
      if (argc != 3) return 1;
      in = fopen(argv[1], "rb");
      FILE *out = fopen(argv[2], "wb");
      if (!in || !out) return 1;
      for (size_t runs = size(); runs > 0; --runs) run_calls(out);
      fclose(in);
      return fclose(out) ? 6 : 0;
    }

    """
}
