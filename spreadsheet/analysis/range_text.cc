#include "spreadsheet/analysis/range_text.h"

#include <cstddef>
#include <set>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// RFC 4180, 2.5 to 2.7.
std::string Delimited(const TextCell& cell, char delimiter) {
  if (cell.empty) return {};
  const bool quoted = cell.text.empty() || cell.text.find_first_of("\"\r\n") != std::string::npos ||
                      cell.text.find(delimiter) != std::string::npos;
  if (!quoted) return cell.text;
  std::string out = "\"";
  for (const char c : cell.text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

// RFC 8259, 7.
std::string JsonString(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += Concat("\\u00", kDigits.substr(byte / 16, 1), kDigits.substr(byte % 16, 1));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string Json(const TextCell& cell) {
  if (cell.empty) return "null";
  return cell.literal ? cell.text : JsonString(cell.text);
}

// A table's cell: on one line, its bars escaped (GFM 4.10).
std::string Markdown(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' || text[i] == '\r') {
      out += "<br>";
    } else {
      if (text[i] == '|' || text[i] == '\\') out += '\\';
      out += text[i];
    }
  }
  return out;
}

}  // namespace

void RangeText::NameColumns(const std::vector<std::string>& names,
                            const std::vector<std::string>& letters) {
  std::set<std::string> used;
  std::string header = "|";
  std::string rule = "|";
  for (size_t i = 0; i < names.size(); ++i) {
    std::string name = names[i].empty() ? letters[i] : names[i];
    for (int number = 2; !used.insert(name).second; ++number) {
      name = Concat(names[i].empty() ? letters[i] : names[i], "_", number);
    }
    if (format_ == TextFormat::kJson) keys_.push_back(JsonString(name));
    header += Concat(" ", Markdown(name), " |");
    rule += " --- |";
  }
  if (format_ == TextFormat::kMarkdown) text_ = Concat(header, "\n", rule, "\n");
}

std::string RangeText::Row(const std::vector<TextCell>& cells) const {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) {
    const TextCell& cell = cells[i];
    switch (format_) {
      case TextFormat::kCsv:
        row += Concat(i == 0 ? "" : ",", Delimited(cell, ','));
        break;
      case TextFormat::kTsv:
        row += Concat(i == 0 ? "" : "\t", Delimited(cell, '\t'));
        break;
      case TextFormat::kJson:
        row += Concat(i == 0 ? "" : ",", keys_.empty() ? "" : keys_[i], keys_.empty() ? "" : ":",
                      Json(cell));
        break;
      case TextFormat::kMarkdown:
        row += Concat(i == 0 ? "| " : " ", Markdown(cell.text), " |");
        break;
    }
  }
  if (format_ == TextFormat::kJson)
    return keys_.empty() ? Concat("[", row, "]") : Concat("{", row, "}");
  return row + '\n';
}

void RangeText::Add(std::string_view row) {
  if (format_ == TextFormat::kJson) text_ += empty_ ? "[" : ",\n";
  empty_ = false;
  text_ += row;
}

std::string RangeText::Take() { return std::exchange(text_, {}); }

std::string RangeText::Finish() {
  if (format_ == TextFormat::kJson) text_ += empty_ ? "[]" : "]";
  return std::move(text_);
}

}  // namespace sheetgate::spreadsheet
