#pragma once
// The commands of the program. Each returns the process's exit status; results go to standard output, faults to standard error.

#include "server/app.h"
#include "server/commands/arguments.h"

namespace cityaudit::server::commands {

struct Command {
  std::string_view name;
  std::string_view synopsis;  // "open FORM --data DIR ..."
  std::string_view help;
  std::span<const Option> options;
  std::size_t plain_count;
  int (*run)(const Arguments& arguments, const Settings& settings);
};

std::span<const Command> all();

int serve(const Arguments& arguments, const Settings& settings);
int open(const Arguments& arguments, const Settings& settings);
int convert(const Arguments& arguments, const Settings& settings);
int links(const Arguments& arguments, const Settings& settings);
int submissions(const Arguments& arguments, const Settings& settings);
int backup(const Arguments& arguments, const Settings& settings);
int restore(const Arguments& arguments, const Settings& settings);
int verify(const Arguments& arguments, const Settings& settings);
int keys(const Arguments& arguments, const Settings& settings);
int user(const Arguments& arguments, const Settings& settings);

/// Writes the error in words to standard error; the exit status for it.
int report(const Error& error);

/// Writes what an import had to remark, with its places, to standard error.
void report_warnings(const std::vector<FieldError>& warnings);

/// Opens an existing data folder beside a running server; migrates it only when no server holds it.
Result<std::unique_ptr<Domain>> open_domain(const Arguments& arguments, const Settings& settings);

/// Where the server of this folder is found: what it said itself, else the setting, else the default.
PublicAddress address_of(const DataFolder& folder, const Settings& settings);

}  // namespace cityaudit::server::commands
