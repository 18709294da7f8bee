#include "tests/integration/crash/mounted_disk.h"

#include "tests/support/server_process.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

namespace cityaudit::tests {

namespace {

// Of the kernel's ext4 interface, in no public header: end all access at once without writing the journal out.
constexpr unsigned long ext4_shutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t without_log_flush = 2;

}  // namespace

MountedDisk::MountedDisk(Kind kind, std::int64_t mebibytes) {
  std::filesystem::create_directory(path());
  if (kind == Kind::tmpfs) {
    mounted_ = ::mount("tmpfs", path().c_str(), "tmpfs", 0, fmt::format("size={}m", mebibytes).c_str()) == 0;
    if (!mounted_) why_not_ = fmt::format("a tmpfs cannot be mounted here: {}", std::strerror(errno));
    return;
  }
  const auto image = folder_.path() / "image";
  std::ofstream(image).close();
  std::filesystem::resize_file(image, static_cast<std::uintmax_t>(mebibytes) << 20);
  const auto made = run_command({"/sbin/mkfs.ext4", "-q", "-F", image});
  if (made.exit_code != 0) why_not_ = "mkfs.ext4 does not work here: " + made.errors;
  if (made.exit_code == 0 && !mount_image() && why_not_.empty()) why_not_ = "a loop image cannot be mounted here";
}

MountedDisk::~MountedDisk() { unmount(); }

bool MountedDisk::mount_image() {
  const auto outcome = run_command({"/bin/mount", "-o", "loop", folder_.path() / "image", path()});
  mounted_ = outcome.exit_code == 0;
  if (!mounted_) why_not_ = outcome.errors;
  return mounted_;
}

void MountedDisk::unmount() {
  // A process that was killed a moment ago may still hold a file.
  for (int tries = 0; mounted_ && tries < 100; ++tries) {
    if (::umount2(path().c_str(), 0) == 0) mounted_ = false;
    if (mounted_) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
  mounted_ = false;
}

void MountedDisk::fill(std::int64_t left_bytes) {
  const int ballast = ::open((path() / "ballast").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string zeros(65536, '\0');
  for (;;) {
    struct statvfs space{};
    if (statvfs(path().c_str(), &space) != 0) break;
    const auto left = static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize) - left_bytes;
    if (left <= 0) break;
    if (::write(ballast, zeros.data(), std::min<std::size_t>(zeros.size(), static_cast<std::size_t>(left))) <= 0) break;
  }
  ::close(ballast);
}

void MountedDisk::free() { std::filesystem::remove(path() / "ballast"); }

bool MountedDisk::cut_power() {
  const int root = ::open(path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return false;
  auto flag = without_log_flush;
  const bool cut = ioctl(root, ext4_shutdown, &flag) == 0;
  ::close(root);
  return cut;
}

bool MountedDisk::mount_again() {
  unmount();
  return mount_image();
}

}  // namespace cityaudit::tests
