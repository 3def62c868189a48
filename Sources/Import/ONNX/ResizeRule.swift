import Basics
import Formats

/// What the attributes of a Resize say.
struct ResizeRule {
  enum Coordinates: String {
    case halfPixel = "half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric = "asymmetric"
    case halfPixelForNearest = "tf_half_pixel_for_nn"
    case cropAndResize = "tf_crop_and_resize"
  }

  enum Nearest: String {
    case preferFloor = "round_prefer_floor"
    case preferCeil = "round_prefer_ceil"
    case floor, ceil
  }

  enum Policy: String {
    case stretch
    case notLarger = "not_larger"
    case notSmaller = "not_smaller"
  }

  var isLinear = false
  var coordinates = Coordinates.halfPixel
  var nearest = Nearest.preferFloor
  var policy = Policy.stretch

  init(_ node: ONNXNode, _ kind: ONNXOperator, operatorSet: Int) throws(Rejection) {
    let mode = try node.text("mode", or: "nearest")
    guard ["nearest", "linear", "bilinear"].contains(mode) else {
      throw node.unsupported("mode \(spelled(mode)), expected nearest or linear")
    }
    isLinear = mode != "nearest"
    // The first forms have no other attribute.
    guard kind == .resize, operatorSet >= 11 else {
      (coordinates, nearest) = (.asymmetric, .floor)
      return
    }
    func choice<Choice: RawRepresentable<String>>(
      _ name: String, _ usual: Choice
    ) throws(Rejection) -> Choice {
      let word = try node.text(name, or: usual.rawValue)
      guard let choice = Choice(rawValue: word) else {
        throw node.unsupported("\(name) \(spelled(word)), expected \(usual.rawValue) or the like")
      }
      return choice
    }
    coordinates = try choice("coordinate_transformation_mode", .halfPixel)
    nearest = try choice("nearest_mode", .preferFloor)
    policy = try choice("keep_aspect_ratio_policy", .stretch)
    for name in ["antialias", "exclude_outside"] {
      guard try node.integer(name, or: 0) == 0 else {
        throw node.unsupported("\(name), expected the neighbours alone: 0")
      }
    }
  }
}
