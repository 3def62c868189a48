import Basics

/// A header that brings the threads of a program along, for those who have POSIX threads and none of their
/// own.
///
/// It stands beside the program, which does not need it. Threads are started once and look out for the next
/// run; what they need to know is in a record of the caller's.
struct ThreadsHeader {
  private let name: String
  private let header: String
  /// What a run is given, as declarations and as names.
  private let parameters: [String]
  private let names: [String]

  private var macro: String { name.uppercased() }

  init(name: String, header: String, parameters: [String], names: [String]) {
    self.name = name
    self.header = header
    self.parameters = parameters
    self.names = names
  }

  func print(to writer: inout CodeWriter) {
    printRecord(to: &writer)
    printParting(to: &writer)
    printThread(to: &writer)
    printStop(to: &writer)
    printStart(to: &writer)
    printRun(to: &writer)
    writer.line("#ifdef __cplusplus\n}\n#endif\n\n#endif")
  }

  private func printRecord(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Threads for \(name)_run_part, of POSIX.

         `\(name)_threads threads; \(name)_threads_start(&threads);` once, then \(name)_threads_run as often as
         there are images, and \(name)_threads_stop at the end. The thread that calls runs part 0. */
      #ifndef \(macro)_THREADS_H
      #define \(macro)_THREADS_H

      #include <pthread.h>
      #include <sched.h>
      #include <stddef.h>

      #include "\(header)"

      /* How often a thread looks for the next run before it goes to sleep, from the second quarter on giving
         way to others: about a millisecond. */
      #ifndef \(macro)_THREADS_LOOKS
      #define \(macro)_THREADS_LOOKS 2000u
      #endif

      #ifdef __cplusplus
      extern "C" {
      #endif

      struct \(name)_threads;

      /* A thread and its part. */
      typedef struct \(name)_thread {
        struct \(name)_threads *all;
        size_t part;
        pthread_t thread;
      } \(name)_thread;

      /* What all threads know. */
      typedef struct \(name)_threads {
        \(name)_team team;
        \(name)_thread threads[\(macro)_PARTS - 1u];
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        size_t started;
        unsigned runs;
        int stops;
        int core;
      """)
    writer.indented { writer in
      for parameter in parameters { writer.line(parameter + ";") }
    }
    writer.line("} \(name)_threads;\n")
  }

  private func call(_ record: String, part: String, _ writer: inout CodeWriter, _ head: String) {
    writer.line(
      "\(head)\(name)_run_part(",
      items: names.map { "\(record)->\($0)" } + ["&\(record)->team", part], tail: ");")
  }

  private func printParting(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Some systems wake a thread on the core of its caller, though others have nothing to do: moves it
         to another core of those it may run on. <sched.h> can on Linux, where _GNU_SOURCE is defined. */
      static void \(name)_threads_part_from(int core) {
      #ifdef CPU_SETSIZE
        cpu_set_t allowed, others;
        if (core < 0 || sched_getcpu() != core) return;
        if (sched_getaffinity(0, sizeof allowed, &allowed)) return;
        others = allowed;
        CPU_CLR((size_t)core, &others);
        if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others)) return;
        (void)sched_setaffinity(0, sizeof allowed, &allowed);
      #else
        (void)core;
      #endif
      }

      """)
  }

  private func printThread(to writer: inout CodeWriter) {
    writer.line(
      """
      static void \(name)_threads_wait(\(name)_threads *all, unsigned seen) {
        for (unsigned looks = 0; looks < \(macro)_THREADS_LOOKS; ++looks) {
          if (__atomic_load_n(&all->runs, __ATOMIC_ACQUIRE) != seen) return;
          if (looks >= \(macro)_THREADS_LOOKS / 4u) {
            sched_yield();
          } else {
      #if defined(__x86_64__) || defined(__i386__)
            __builtin_ia32_pause();
      #endif
          }
        }
        pthread_mutex_lock(&all->mutex);
        while (__atomic_load_n(&all->runs, __ATOMIC_ACQUIRE) == seen) {
          pthread_cond_wait(&all->wake, &all->mutex);
        }
        pthread_mutex_unlock(&all->mutex);
        \(name)_threads_part_from(all->core);
      }

      static void *\(name)_threads_main(void *argument) {
        const \(name)_thread *const own = (\(name)_thread *)argument;
        \(name)_threads *const all = own->all;
        for (unsigned seen = 0;; ++seen) {
          \(name)_threads_wait(all, seen);
          if (all->stops) return NULL;
      """)
    writer.indented { writer in
      writer.indented { call("all", part: "own->part", &$0, "") }
    }
    writer.line("  }\n}\n")
    writer.line(
      """
      static void \(name)_threads_wake(\(name)_threads *all) {
        pthread_mutex_lock(&all->mutex);
      #ifdef CPU_SETSIZE
        all->core = sched_getcpu();
      #endif
        __atomic_store_n(&all->runs, all->runs + 1u, __ATOMIC_RELEASE);
        pthread_mutex_unlock(&all->mutex);
        pthread_cond_broadcast(&all->wake);
      }

      """)
  }

  private func printStop(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Ends the threads. */
      static inline void \(name)_threads_stop(\(name)_threads *all) {
        all->stops = 1;
        \(name)_threads_wake(all);
        for (size_t i = 0; i < all->started; ++i) pthread_join(all->threads[i].thread, NULL);
        pthread_cond_destroy(&all->wake);
        pthread_mutex_destroy(&all->mutex);
      }

      """)
  }

  private func printStart(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Starts the threads; 0, or the error of pthread_create after those that did start have ended. */
      static inline int \(name)_threads_start(\(name)_threads *all) {
        const \(name)_team none = {{0}};
        all->team = none;
        all->started = 0;
        all->runs = 0;
        all->stops = 0;
        all->core = -1;
        pthread_mutex_init(&all->mutex, NULL);
        pthread_cond_init(&all->wake, NULL);
        while (all->started < \(macro)_PARTS - 1u) {
          \(name)_thread *const own = &all->threads[all->started];
          own->all = all;
          own->part = all->started + 1u;
          const int error = pthread_create(&own->thread, NULL, \(name)_threads_main, own);
          if (error) {
            \(name)_threads_stop(all);
            return error;
          }
          ++all->started;
        }
        return 0;
      }

      """)
  }

  private func printRun(to writer: inout CodeWriter) {
    writer.line("/* \(name)_run on all threads. */")
    writer.block(
      "static inline int \(name)_threads_run", items: ["\(name)_threads *all"] + parameters
    ) { writer in
      for name in names { writer.line("all->\(name) = \(name);") }
      writer.line("\(name)_threads_wake(all);")
      call("all", part: "0", &writer, "return ")
    }
    writer.line()
  }
}
