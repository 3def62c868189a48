import Basics
import Plan

/// What a program that several threads run at the same time says about how they meet.
struct TeamCode {
  private let name: String
  private let parts: Int
  private let barriers: Int

  private var macro: String { name.uppercased() }

  /// nil where one thread runs all of it.
  init?(_ schedule: Schedule, name: String) {
    guard schedule.parts > 1 else { return nil }
    self.name = name
    parts = schedule.parts
    barriers = schedule.barriers
  }

  // MARK: The header

  func printConstants(to writer: inout CodeWriter) {
    writer.line(
      """
      /* The parts of the program, one for each thread that runs it; they meet \(barriers) times. */
      #define \(macro)_PARTS \(parts)u

      """)
  }

  func printErrors(to writer: inout CodeWriter) {
    writer.line("/* There is no part of that number. */")
    writer.line("#define \(macro)_ERROR_PART 4")
  }

  func printDeclaration(_ parameters: [String], to writer: inout CodeWriter) {
    writer.line(
      """
      /* How the threads of a run know of each other. It is zero before the first run:
         `\(name)_team team = {{0}};`.
         After a run it is ready for the next one; runs at the same time have one each. */
      typedef struct \(name)_team {
        unsigned words[32];
      } \(name)_team;

      /* Computes one part of the network, from 0 to PARTS - 1. The caller starts as many threads as there
         are parts, whichever way it likes; each calls this with the same arguments but for its part, and
         gets the answer when all of them are done. Nothing is allocated and no thread is started. A part
         that waits for others spins first and then calls \(macro)_WAIT, which can be defined where the
         source is compiled: what gives way to other threads. */
      """)
    writer.line("int \(name)_run_part(", items: parameters + own, tail: ");\n")
  }

  /// What a part is told besides.
  var own: [String] { ["\(name)_team *team", "size_t part"] }

  // MARK: The source

  /// The macros that users may define, and the function in which parts meet.
  func print(to writer: inout CodeWriter) {
    writer.line(
      """
      /* ---- Threads: how the parts of a run meet ---- */

      /* How often a part looks for the others before it gives way (not long: the part it waits for may
         be waiting for this core), */
      #ifndef \(macro)_SPINS
      #define \(macro)_SPINS 500u
      #endif
      /* what it does between two looks, */
      #ifndef \(macro)_PAUSE
      #if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
      #define \(macro)_PAUSE() __builtin_ia32_pause()
      #elif defined(__GNUC__) && (defined(__aarch64__) || defined(__ARM_ARCH_7A__))
      #define \(macro)_PAUSE() __asm__ volatile("yield")
      #else
      #define \(macro)_PAUSE() ((void)0)
      #endif
      #endif
      /* and how it gives way. */
      #ifndef \(macro)_WAIT
      #if defined(__unix__) || defined(__APPLE__)
      #include <sched.h>
      #define \(macro)_WAIT() ((void)sched_yield())
      #else
      #define \(macro)_WAIT() \(macro)_PAUSE()
      #endif
      #endif

      #if defined(__GNUC__)
      #define MNCC_GET(word) __atomic_load_n(word, __ATOMIC_ACQUIRE)
      #define MNCC_SET(word, value) __atomic_store_n(word, value, __ATOMIC_RELEASE)
      #define MNCC_COUNT(word) __atomic_fetch_add(word, 1u, __ATOMIC_ACQ_REL)
      #else
      #include <stdatomic.h>
      #define MNCC_GET(word) atomic_load_explicit((atomic_uint *)(word), memory_order_acquire)
      #define MNCC_SET(word, value) \\
        atomic_store_explicit((atomic_uint *)(word), value, memory_order_release)
      #define MNCC_COUNT(word) \\
        atomic_fetch_add_explicit((atomic_uint *)(word), 1u, memory_order_acq_rel)
      #endif

      /* Returns when all parts have called it: the last one to come counts the meetings on, for which the
         others look. Two words on cache lines of their own. */
      static void \(name)_meet(\(name)_team *team) {
        unsigned *const here = &team->words[0];
        unsigned *const meetings = &team->words[16];
        const unsigned before = MNCC_GET(meetings);
        if (MNCC_COUNT(here) + 1u == \(macro)_PARTS) {
          MNCC_SET(here, 0u);
          MNCC_SET(meetings, before + 1u);
          return;
        }
        for (unsigned looks = 0; MNCC_GET(meetings) == before; ++looks) {
          if (looks < \(macro)_SPINS) {
            \(macro)_PAUSE();
          } else {
            \(macro)_WAIT();
          }
        }
      }

      """)
  }
}
