// Runs a fuzz target's corpus as a plain test: every file of the folders given, each also cut short and with one byte turned.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t runs = 0;

void run(const std::string& input) {
  // An exact copy on the heap, so that a sanitizer sees the first byte read behind its end.
  const std::string exact(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(exact.data()), exact.size());
  ++runs;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string input{std::istreambuf_iterator<char>(in), {}};
      ++files;
      run(input);
      const auto step = input.size() / 256 + 1;
      for (std::size_t at = 0; at < input.size(); at += step) {
        run(input.substr(0, at));
        auto turned = input;
        turned[at] = static_cast<char>(turned[at] ^ 0x21);
        run(turned);
      }
    }
  }
  std::printf("%zu files, %zu runs\n", files, runs);
  return files > 0 ? 0 : 1;
}
