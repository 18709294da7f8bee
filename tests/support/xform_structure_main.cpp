// xform-structure FORM [EXPECTED.xml]: imports a form and prints its faults, its warnings, and how it differs from an XForm.

#include "base/messages.h"
#include "ingest/forms/import.h"
#include "tests/support/xform_structure.h"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void print(const char* kind, const std::vector<cityaudit::FieldError>& fields, const cityaudit::Messages& messages) {
  for (const auto& field : fields)
    std::printf("%s %s %s: %s\n", kind, field.field.c_str(), field.code.c_str(),
                messages.format("en", field.code, field.arguments).c_str());
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  const auto messages = cityaudit::Messages::load();
  const auto form = cityaudit::ingest::import_form(read_file(words[1]), words[1]);
  if (!form) {
    std::printf("refused %s: %s\n", form.error().code.c_str(), messages->format("en", form.error().code, form.error().arguments).c_str());
    print("fault", form.error().fields, *messages);
    return 1;
  }
  print("warning", form->warnings, *messages);
  if (count < 3) {
    std::fputs(form->xml.c_str(), stdout);
    return 0;
  }
  const auto differences = cityaudit::tests::structural_differences(read_file(words[2]), form->xml);
  for (const std::string& difference : differences) std::printf("%s\n", difference.c_str());
  return differences.empty() ? 0 : 1;
}
