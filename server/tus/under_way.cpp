#include "server/tus/under_way.h"

#include "server/tus/piece_reader.h"

namespace cityaudit::server::tus {

void UnderWay::add(const Uuid& upload, PieceReader& reader) {
  const std::lock_guard lock(mutex_);
  readers_[upload] = &reader;
}

void UnderWay::remove(const Uuid& upload, const PieceReader& reader) {
  const std::lock_guard lock(mutex_);
  const auto found = readers_.find(upload);
  if (found != readers_.end() && found->second == &reader) readers_.erase(found);
}

void UnderWay::give_way(const Uuid& upload) {
  const std::lock_guard lock(mutex_);
  if (const auto found = readers_.find(upload); found != readers_.end()) found->second->give_way();
}

}  // namespace cityaudit::server::tus
