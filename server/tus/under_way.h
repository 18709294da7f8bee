#pragma once
// Uploads that requests are filling right now. A phone that changes its network leaves a connection behind that looks alive for a while;
// asking how far the upload is ends that request, and what it had brought is kept. Thread-safe; give_way() waits for the disk.

#include "base/ids.h"

#include <map>
#include <mutex>

namespace cityaudit::server::tus {

class PieceReader;

class UnderWay {
 public:
  void add(const Uuid& upload, PieceReader& reader);
  /// The reader is used no more when it returns.
  void remove(const Uuid& upload, const PieceReader& reader);
  /// Nothing happens when no request fills it.
  void give_way(const Uuid& upload);

 private:
  std::mutex mutex_;
  std::map<Uuid, PieceReader*> readers_;  // a partial is open once: one reader each
};

}  // namespace cityaudit::server::tus
