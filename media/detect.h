#pragma once
// Finds what a person may want to cover: faces and number plates. For one thread; in the worker only. Suggestions, never a
// promise: what is found is a fraction of what is there.

#include "media/photo.h"
#include "media/picture.h"

#include <memory>

namespace cityaudit::media {

class Detectors {
 public:
  /// Without any: finds nothing.
  Detectors();
  /// Reads the files and warms up; before system calls are filtered. What is missing or does not load is left out.
  static Detectors load(const DetectorFiles& files);
  ~Detectors();
  Detectors(Detectors&&) noexcept;
  Detectors& operator=(Detectors&&) noexcept;

  FaceDetector faces() const;
  bool plates() const;

  /// In the upright preview; a little larger than what was found, at most suggestions_max, likely faces first.
  std::vector<Suggestion> find(const Picture& picture);

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace cityaudit::media
