// instrument-forms FOLDER: writes the XForm of every built-in instrument there, for tests/oracle.
#include "ingest/forms/instruments.h"

#include <filesystem>
#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  for (const std::string& name : cityaudit::ingest::instrument_names()) {
    const auto form = cityaudit::ingest::built_in_instrument(name);
    if (!form) {
      std::cerr << name << ": " << form.error().code << '\n';
      return 1;
    }
    std::ofstream out(std::filesystem::path(argv[1]) / (name + ".xml"), std::ios::binary);
    out << form->xml;
    if (!out.flush()) return 1;
  }
  return 0;
}
