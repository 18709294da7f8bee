#pragma once
// sharp in a process of Node beside this one: tests/bench/sharp_peer.mjs. One thread only.

#include <sys/types.h>
#include <optional>
#include <string>

namespace cityaudit::bench {

class SharpPeer {
 public:
  /// `script` is sharp_peer.mjs, `folder` has sharp in its node_modules.
  SharpPeer(const std::string& script, const std::string& folder);
  ~SharpPeer();
  SharpPeer(const SharpPeer&) = delete;
  SharpPeer& operator=(const SharpPeer&) = delete;

  /// Versions of sharp and of the libvips in it; nothing when it could not be started.
  const std::optional<std::string>& version() const { return version_; }

  /// Processor milliseconds that the Node process took for both sizes of this file; nothing when it failed.
  std::optional<double> derive(const std::string& path);

 private:
  std::optional<std::string> read_line();

  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::optional<std::string> version_;
};

}  // namespace cityaudit::bench
