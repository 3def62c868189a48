# make build     the command line, .build/release/mncc
# make test      everything that must hold, in twenty minutes of two cores
# make test-all  the same with the long variants of tests
# make fuzz      feeds the importers with damaged files, MINUTES (5) long
# make demo      compiles MobileNetV2 and names a photo
# make check     format, imports, warnings
# make bench     times the generated code
# make race      times it beside other runtimes, which it installs into .build/peers

# One set of flags for everything, so that nothing is built twice. Tests look inside modules. Without a
# product all that packages contain is built, the C++ of protoc too, which nothing here needs.
SWIFT_FLAGS = -c release -Xswiftc -enable-testing
MNCC = .build/release/mncc

.PHONY: build test test-all fuzz check demo bench race dependencies format clean

build: dependencies
	swift build $(SWIFT_FLAGS) --product mncc

dependencies:
	@sh Scripts/install-dependencies.sh

check: dependencies
	swift format lint --strict --parallel --recursive Sources Tests Package.swift
	python3 Scripts/check-imports.py

test: check
	@sh Scripts/install-dependencies.sh cmake clang chromium gcc-aarch64-linux-gnu \
	  libc6-dev-arm64-cross qemu-user lld wasi-libc libclang-rt-dev-wasm32
	swift build $(SWIFT_FLAGS) --product mnccPackageTests --explicit-target-dependency-import-check error
	swift build $(SWIFT_FLAGS) --product mncc
	swift test $(SWIFT_FLAGS) --skip-build

test-all: export MNCC_LONG_TESTS = 1
test-all: test

fuzz: dependencies
	MINUTES=$(or $(MINUTES),5) sh Scripts/fuzz.sh

demo: build
	sh Scripts/demo.sh

bench: build
	sh Benchmarks/latency.sh

race: build
	test -d .build/peers || python3 Benchmarks/peers/race.py --install
	python3 Benchmarks/peers/race.py --output .build/race

format:
	swift format --in-place --parallel --recursive Sources Tests Package.swift

clean:
	rm -rf .build .build-fuzz demo
