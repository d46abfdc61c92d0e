// workbook_dump: what the engine reads from workbooks, as JSON lines, for comparison with other
// programs; and workbooks with random edits for other programs to open.
//
//   workbook_dump                        lines "INPUT<tab>OUTPUT" on stdin; OUTPUT gets the JSON
//                                        lines of INPUT (see workbook_json.h)
//   workbook_dump --edit N --seed S      lines "INPUT<tab>PACKAGE<tab>EDITS"; PACKAGE gets INPUT
//                                        after N edits, EDITS one JSON line for each edit:
//                                        [sheet index, reference, type, result, formula or null].
//                                        A refused INPUT makes no PACKAGE.
//   workbook_dump --structure 1          lines "INPUT<tab>PACKAGE<tab>KIND<tab>SHEET<tab>ARGUMENT
//                                        <tab>ARGUMENT"; PACKAGE gets INPUT after the operation
//                                        (see structural_edits.h). A refused one makes no PACKAGE
//                                        but PACKAGE.refused, which says why.
//
// Many files go through one process. Exit status 1 when a file cannot be read or written, or an
// edited workbook cannot be written; 2 for a wrong command line. A refused workbook is a result.
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"

#include "platform/base/shared_bytes.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/comparison/random_edits.h"
#include "tests/spreadsheet/comparison/structural_edits.h"
#include "tests/spreadsheet/comparison/workbook_json.h"

namespace sheetgate::comparison {
namespace {

struct Options {
  int edits = 0;  // 0: dump, or structural operations
  int structure = 0;
  uint32_t seed = 1;
};

template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), *number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

std::optional<Options> ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    const bool known = (flag == "--edit" && ParseNumber(argv[i + 1], &options.edits)) ||
                       (flag == "--seed" && ParseNumber(argv[i + 1], &options.seed)) ||
                       (flag == "--structure" && ParseNumber(argv[i + 1], &options.structure));
    if (!known) return std::nullopt;
  }
  if (argc % 2 == 0 || options.edits < 0) return std::nullopt;
  return options;
}

std::vector<std::string> SplitTabs(const std::string& line) {
  std::vector<std::string> fields;
  size_t begin = 0;
  for (size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', begin)) {
    fields.push_back(line.substr(begin, tab - begin));
    begin = tab + 1;
  }
  fields.push_back(line.substr(begin));
  return fields;
}

absl::StatusOr<std::shared_ptr<const spreadsheet::Workbook>> Open(const std::string& path) {
  auto bytes = platform::SharedBytes::Map(path);
  if (!bytes.ok()) return bytes.status();
  return spreadsheet::OpenXlsx(*bytes, {}, {});
}

bool Finish(std::ofstream* out, const std::string& path) {
  out->close();
  if (!out->fail()) return true;
  std::cerr << "workbook_dump: cannot write " << path << "\n";
  return false;
}

bool Dump(const std::string& input, const std::string& output) {
  std::ofstream out(output, std::ios::binary);
  const auto workbook = Open(input);
  if (workbook.ok()) {
    WriteWorkbook(**workbook, out);
  } else {
    WriteRefusal(workbook.status(), out);
  }
  return Finish(&out, output);
}

void WriteEdit(const Edit& edit, std::ostream& out) {
  const bool formula = edit.change.kind == spreadsheet::CellChange::Kind::kFormula;
  WriteLine({edit.change.sheet, spreadsheet::FormatCell(edit.change.cell),
             TypeCode(spreadsheet::TypeOf(edit.result)), ValueJson(edit.result),
             formula ? nlohmann::json(edit.change.formula) : nlohmann::json()},
            out);
}

bool EditFile(const Options& options, const std::string& input, const std::string& package,
              const std::string& edits) {
  std::ofstream log(edits, std::ios::binary);
  const auto workbook = Open(input);
  if (!workbook.ok()) {
    WriteRefusal(workbook.status(), log);
    return Finish(&log, edits);
  }
  const auto edited = ApplyRandomEdits(*workbook, options.edits, options.seed);
  const auto bytes =
      edited.ok() ? spreadsheet::WriteXlsx(*edited->workbook, {}, {}) : edited.status();
  if (!bytes.ok()) {
    std::cerr << "workbook_dump: " << input << ": " << bytes.status() << "\n";
    return false;
  }
  for (const Edit& edit : edited->edits) WriteEdit(edit, log);
  std::ofstream out(package, std::ios::binary);
  out << *bytes;
  const bool package_written = Finish(&out, package);
  return Finish(&log, edits) && package_written;
}

bool EditStructure(const std::string& input, const std::string& package,
                   const StructuralEdit& edit) {
  const auto workbook = Open(input);
  const auto edited = workbook.ok() ? ApplyStructuralEdit(**workbook, edit) : workbook.status();
  const auto bytes = edited.ok() ? spreadsheet::WriteXlsx(**edited, {}, {}) : edited.status();
  const std::string path = bytes.ok() ? package : package + ".refused";
  std::ofstream out(path, std::ios::binary);
  if (bytes.ok()) {
    out << *bytes;
  } else {
    WriteRefusal(bytes.status(), out);
  }
  return Finish(&out, path);
}

bool Do(const Options& options, const std::vector<std::string>& fields) {
  if (options.structure > 0) {
    return EditStructure(fields[0], fields[1], {fields[2], fields[3], fields[4], fields[5]});
  }
  return options.edits > 0 ? EditFile(options, fields[0], fields[1], fields[2])
                           : Dump(fields[0], fields[1]);
}

int Run(const Options& options) {
  const size_t fields_wanted = options.structure > 0 ? 6 : options.edits > 0 ? 3 : 2;
  bool good = true;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> fields = SplitTabs(line);
    if (fields.size() != fields_wanted) {
      std::cerr << "workbook_dump: " << fields_wanted << " paths wanted: " << line << "\n";
      return 2;
    }
    good &= Do(options, fields);
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace sheetgate::comparison

int main(int argc, char** argv) {
  const auto options = sheetgate::comparison::ParseOptions(argc, argv);
  if (!options.has_value()) {
    std::cerr << "usage: workbook_dump [--edit N [--seed S] | --structure 1] < LIST\n";
    return 2;
  }
  return sheetgate::comparison::Run(*options);
}
