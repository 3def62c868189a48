/// The opcodes that `torch.save` uses for a state dict, named as in Python's pickletools.
enum PickleOpcode: UInt8 {
  case proto = 0x80
  case stop = 0x2e
  case mark = 0x28

  case none = 0x4e
  case newTrue = 0x88
  case newFalse = 0x89
  case binInt = 0x4a
  case binInt1 = 0x4b
  case binInt2 = 0x4d
  case long1 = 0x8a
  case binFloat = 0x47
  case binUnicode = 0x58

  case emptyDictionary = 0x7d
  case emptyList = 0x5d
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case append = 0x61
  case appends = 0x65
  case setItem = 0x73
  case setItems = 0x75

  case binPut = 0x71
  case longBinPut = 0x72
  case binGet = 0x68
  case longBinGet = 0x6a

  case global = 0x63
  case reduce = 0x52
  case build = 0x62
  case binPersistentID = 0x51
}
