#pragma once
// A small disk of one's own, gone with its object: tmpfs, or ext4 on an image file. Needs root. One thread.

#include "tests/support/temporary_folder.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace cityaudit::tests {

class MountedDisk {
 public:
  enum class Kind { tmpfs, ext4_image };
  MountedDisk(Kind kind, std::int64_t mebibytes);
  ~MountedDisk();
  MountedDisk(const MountedDisk&) = delete;
  MountedDisk& operator=(const MountedDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& why_not() const { return why_not_; }
  std::filesystem::path path() const { return folder_.path() / "disk"; }

  /// Fills the disk until `left_bytes` are free (0: nothing at all), and gives the space back.
  void fill(std::int64_t left_bytes);
  void free();
  /// Cuts the power: what the disk was not told to keep is gone, and every later access fails. ext4 images only.
  bool cut_power();
  /// Mounts the image again, as after a power cut: the file system replays its journal.
  bool mount_again();

 private:
  bool mount_image();
  void unmount();

  TemporaryFolder folder_;
  bool mounted_ = false;
  std::string why_not_;
};

}  // namespace cityaudit::tests
