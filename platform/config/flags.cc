// The command line and the environment are parsed here and not by absl::ParseCommandLine, which
// exits at the first unknown flag and knows no environment twins.
#include "platform/config/flags.h"

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include <nlohmann/json.hpp>

#include "platform/base/strings.h"
#include "platform/base/suggest.h"

extern char** environ;

namespace sheetgate::platform {
namespace {

constexpr std::string_view kEnvironmentPrefix = "SHEETGATE_";

// Where the value of a flag comes from, for those that are not at their default.
std::map<std::string, std::string, std::less<>>& Origins() {
  static auto* const origins = new std::map<std::string, std::string, std::less<>>;
  return *origins;
}

// Our flags in the order of their names: those that Abseil does not define for itself.
std::map<std::string, absl::CommandLineFlag*, std::less<>> OurFlags() {
  std::map<std::string, absl::CommandLineFlag*, std::less<>> flags;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "absl/")) flags.emplace(std::string(name), flag);
  }
  return flags;
}

absl::CommandLineFlag* FindFlag(std::string_view name) {
  absl::CommandLineFlag* const flag = absl::FindCommandLineFlag(ToAbsl(name));
  return flag == nullptr || absl::StrContains(flag->Filename(), "absl/") ? nullptr : flag;
}

std::string EnvironmentName(std::string_view flag) {
  return StrCat(kEnvironmentPrefix, absl::AsciiStrToUpper(ToAbsl(flag)));
}

// " (did you mean --x?)" or nothing.
std::string DidYouMean(std::string_view name, std::string_view decoration, bool upper) {
  std::vector<std::string> names;
  for (const auto& [known, flag] : OurFlags()) names.push_back(known);
  const std::string closest = ClosestMatch(name, names);
  if (closest.empty()) return "";
  return StrCat(" (did you mean ", decoration, upper ? absl::AsciiStrToUpper(closest) : closest,
                "?)");
}

void SetFlag(absl::CommandLineFlag& flag, std::string_view value, std::string_view shown,
             std::string_view origin, std::vector<std::string>* problems) {
  std::string error;
  if (flag.ParseFrom(ToAbsl(value), &error)) {
    Origins().insert_or_assign(std::string(flag.Name()), std::string(origin));
  } else {
    problems->push_back(StrCat(shown, ": '", value, "' is not a value of this flag",
                               error.empty() ? "" : ": ", error));
  }
}

void ApplyEnvironment(std::vector<std::string>* problems) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos ||
        text.substr(0, kEnvironmentPrefix.size()) != kEnvironmentPrefix) {
      continue;
    }
    const std::string_view variable = text.substr(0, equals);
    const std::string name =
        absl::AsciiStrToLower(ToAbsl(variable.substr(kEnvironmentPrefix.size())));
    absl::CommandLineFlag* const flag = FindFlag(name);
    if (flag == nullptr || EnvironmentName(name) != variable) {
      problems->push_back(StrCat(variable, ": no flag has this environment variable",
                                 DidYouMean(name, kEnvironmentPrefix, true)));
    } else {
      SetFlag(*flag, text.substr(equals + 1), variable, "environment", problems);
    }
  }
}

void PrintHelp(std::string_view program, std::string_view summary) {
  std::string text = StrCat(program, ": ", summary, "\n\nFlags (each also as environment variable ",
                            kEnvironmentPrefix, "<NAME>):\n");
  for (const auto& [name, flag] : OurFlags()) {
    const std::string value = flag->DefaultValue();
    StrAppend(&text, "  --", name, "\n      ", flag->Help(),
              "\n      default: ", value.empty() ? "(empty)" : value, "\n");
  }
  StrAppend(&text, "  --help\n      prints this\n  --version\n      prints the version\n");
  std::fputs(text.c_str(), stdout);
}

// One argument of the command line, `--name=value`, `--name value`, `--name` or `--noname`; returns
// how many it took.
int ApplyArgument(int index, int argc, char** argv, std::vector<std::string>* problems) {
  std::string_view text = argv[index];
  if (text.size() < 2 || text[0] != '-') {
    problems->push_back(StrCat("'", text,
                               "': arguments without -- are not taken; write for example --",
                               OurFlags().empty() ? "help" : OurFlags().begin()->first));
    return 1;
  }
  text.remove_prefix(text[1] == '-' ? 2 : 1);
  const size_t equals = text.find('=');
  const std::string name(text.substr(0, equals));
  absl::CommandLineFlag* flag = FindFlag(name);
  if (equals != std::string_view::npos) {
    if (flag == nullptr) {
      problems->push_back(StrCat("--", name, ": no such flag", DidYouMean(name, "--", false)));
    } else {
      SetFlag(*flag, text.substr(equals + 1), StrCat("--", name), "command line", problems);
    }
    return 1;
  }
  if (flag != nullptr && flag->IsOfType<bool>()) {
    SetFlag(*flag, "true", StrCat("--", name), "command line", problems);
    return 1;
  }
  if (flag == nullptr && absl::StartsWith(name, "no")) {
    if (flag = FindFlag(std::string_view(name).substr(2));
        flag != nullptr && flag->IsOfType<bool>()) {
      SetFlag(*flag, "false", StrCat("--", name), "command line", problems);
      return 1;
    }
    flag = nullptr;
  }
  if (flag == nullptr) {
    problems->push_back(StrCat("--", name, ": no such flag", DidYouMean(name, "--", false)));
    // What follows an unknown flag may be its value.
    return index + 1 < argc && argv[index + 1][0] != '-' ? 2 : 1;
  }
  if (index + 1 >= argc) {
    problems->push_back(
        StrCat("--", name, ": a value is missing; write --", name, "=", flag->DefaultValue()));
    return 1;
  }
  SetFlag(*flag, argv[index + 1], StrCat("--", name), "command line", problems);
  return 2;
}

bool IsSecret(std::string_view name) {
  for (const char* suffix : {"_token", "_secret", "_dsn"}) {
    if (absl::EndsWith(ToAbsl(name), suffix)) return true;
  }
  return false;
}

}  // namespace

bool AbslParseFlag(absl::string_view text, ByteSize* size, std::string* error) {
  const std::pair<std::string_view, int> units[] = {
      {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}, {"B", 0}};
  std::string_view digits = ToStd(text);
  int shift = 0;
  for (const auto& [unit, bits] : units) {
    if (digits.size() > unit.size() && digits.substr(digits.size() - unit.size()) == unit) {
      digits.remove_suffix(unit.size());
      shift = bits;
      break;
    }
  }
  int64_t number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (code != std::errc() || end != digits.data() + digits.size() || number < 0 ||
      number > (std::numeric_limits<int64_t>::max() >> shift)) {
    *error = "write a number of bytes such as 64KiB, 512MiB, 2GiB or 4096";
    return false;
  }
  size->bytes = number << shift;
  return true;
}

std::string AbslUnparseFlag(ByteSize size) {
  const std::pair<const char*, int> units[] = {{"TiB", 40}, {"GiB", 30}, {"MiB", 20}, {"KiB", 10}};
  for (const auto& [unit, bits] : units) {
    const int64_t one = int64_t{1} << bits;
    if (size.bytes != 0 && size.bytes % one == 0) return StrCat(size.bytes / one, unit);
  }
  return StrCat(size.bytes);
}

std::vector<std::string> InitFlags(int argc, char** argv, std::string_view summary) {
  std::string_view program = argc > 0 ? argv[0] : "sheetgate";
  program.remove_prefix(program.find_last_of('/') + 1);
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") break;
    if (argument == "--help" || argument == "-h") {
      PrintHelp(program, summary);
      std::exit(0);
    }
    if (argument == "--version") {
      std::printf("%s %s\n", std::string(program).c_str(), SHEETGATE_VERSION);
      std::exit(0);
    }
  }
  Origins().clear();
  std::vector<std::string> problems;
  ApplyEnvironment(&problems);
  for (int i = 1; i < argc;) i += ApplyArgument(i, argc, argv, &problems);
  return problems;
}

void ExitOnProblems(const std::vector<std::string>& problems) {
  if (problems.empty()) return;
  std::string text;
  for (const std::string& problem : problems) StrAppend(&text, problem, "\n");
  StrAppend(&text, "(--help lists the flags)\n");
  std::fputs(text.c_str(), stderr);
  std::exit(2);
}

void Require(bool ok, std::string_view flag, std::string_view what,
             std::vector<std::string>* problems) {
  if (!ok) problems->push_back(StrCat("--", flag, ": ", what));
}

bool IsHostPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  // An IPv6 address is written in brackets.
  if (host.find(':') != std::string_view::npos && (host.front() != '[' || host.back() != ']')) {
    return false;
  }
  const std::string_view port = text.substr(colon + 1);
  unsigned number = 0;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), number);
  return code == std::errc() && end == port.data() + port.size() && number <= 65535;
}

std::string ConfigJson() {
  nlohmann::ordered_json config = nlohmann::ordered_json::object();
  for (const auto& [name, flag] : OurFlags()) {
    const auto origin = Origins().find(name);
    std::string value = flag->CurrentValue();
    if (IsSecret(name) && !value.empty()) value = "***";
    config[name] = {{"value", value},
                    {"origin", origin == Origins().end() ? "default" : origin->second}};
  }
  return config.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace sheetgate::platform
