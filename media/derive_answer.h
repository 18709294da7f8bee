#pragma once
// What a worker answers when a photo was to be derived, frame by frame. For one thread.

#include "media/protocol.h"

namespace cityaudit::media {

/// Puts a worker's answer to one request together, frame by frame, and checks it as a whole.
class DeriveAnswer {
 public:
  enum class State { open, complete, violated };

  /// Time and place may come only as far as they are `asked`.
  explicit DeriveAnswer(const DeriveLimits& limits, OriginParts asked = {}) : limits_(limits), asked_(asked) {}
  /// The state after this frame. After `violated` the worker is not to be trusted any more.
  State accept(FrameType type, std::string payload);
  /// Call once, when complete.
  Derived take() { return std::move(derived_); }

 private:
  State take_facts(std::string_view payload);
  State take_origin(std::string_view payload);
  State take_jpeg(FrameType type, std::string payload);

  DeriveLimits limits_;
  OriginParts asked_;
  FrameType expected_ = FrameType::facts;
  Derived derived_;
};

}  // namespace cityaudit::media
