// The scanner knows what follows what, so it steps over markup instead of recognising it, and takes
// digits eight at a time.
#include "tests/benchmarks/xlsx/floor_scan.h"

#include <fast_float/fast_float.h>

#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

namespace sheetgate::benchmarks {
namespace {

// More than any cell or row tag of these workbooks takes.
constexpr size_t kLongestElement = 1024;
constexpr size_t kCellBytes = sizeof(uint64_t) + sizeof(uint16_t) + sizeof(FloorKind);

// Up to eight decimal digits at `at`; `count` is how many there are.
struct Digits {
  uint32_t value;
  int count;
};

inline Digits TakeDigits(const char* at) {
  uint64_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  // A byte is a digit when its upper half is 3 and stays 3 with 6 added.
  const uint64_t other = ((bytes & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030) |
                         (((bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030);
  const int count = other == 0 ? 8 : std::countr_zero(other) / 8;
  if (count == 0) return {0, 0};
  // The digits move to the upper bytes, zeros in front, and are added up by pairs.
  bytes = (bytes & 0x0F0F0F0F0F0F0F0F) << (64 - 8 * count);
  bytes = bytes * 10 + (bytes >> 8);
  const uint64_t high = (bytes & 0x000000FF000000FF) * 0x000F424000000064;
  const uint64_t low = ((bytes >> 16) & 0x000000FF000000FF) * 0x0000271000000001;
  return {static_cast<uint32_t>((high + low) >> 32), count};
}

// A whole number of any length at `at`, which ends up behind it.
inline uint32_t TakeInteger(const char*& at) {
  Digits digits = TakeDigits(at);
  at += digits.count;
  uint32_t value = digits.value;
  while (*at >= '0' && *at <= '9') value = value * 10 + static_cast<uint32_t>(*at++ - '0');
  return value;
}

inline double TakeNumber(const char*& at, const char* end) {
  const Digits digits = TakeDigits(at);
  if (digits.count > 0 && at[digits.count] == '<') {
    at += digits.count;
    return digits.value;
  }
  double value = 0;
  at = fast_float::from_chars(at, end, value).ptr;
  return value;
}

// Column letters at `at`, which ends up behind them; 0 for A.
inline uint32_t TakeColumn(const char*& at) {
  uint32_t column = static_cast<uint32_t>(*at++ - 'A');
  while (*at >= 'A') column = (column + 1) * 26 + static_cast<uint32_t>(*at++ - 'A');
  return column;
}

class Scanner {
 public:
  explicit Scanner(const FloorPart& part)
      : window_(part), at_(window_.begin()), inflated_bytes_(part.inflated_bytes) {}

  FloorSheet Run() {
    Refill();
    MakeRoom();
    at_ += std::string_view(at_, Left()).find("<sheetData>") + std::strlen("<sheetData>");
    while (true) {
      if (Left() < kLongestElement && !window_.complete()) Refill();
      if (at_[1] == 'c') {
        TakeCell();
      } else if (at_[1] == 'r') {
        at_ = static_cast<const char*>(std::memchr(at_, '>', Left())) + 1;
      } else if (at_[2] == 'r') {
        at_ += std::strlen("</row>");
      } else {
        const auto* first = reinterpret_cast<FloorFormula*>(sheet_.formulas.get());
        sheet_.formula_count = static_cast<size_t>(formula_ - first);
        return std::move(sheet_);
      }
    }
  }

 private:
  size_t Left() const { return static_cast<size_t>(window_.end() - at_); }

  void Refill() {
    const Stopwatch watch;
    at_ = window_.Refill(at_);
    sheet_.inflate_seconds += watch.seconds();
  }

  // For the cells <dimension ref="A1:J100000"/> tells of, and as many formulas.
  void MakeRoom() {
    const std::string_view head(at_, Left());
    const char* last = at_ + head.find(':', head.find("<dimension ref=")) + 1;
    sheet_.columns.resize(TakeColumn(last) + 1);
    const size_t rows = sheet_.rows = TakeInteger(last);
    const size_t cells = rows * sheet_.columns.size();
    sheet_.cells = MakeHugeBytes(cells * kCellBytes);
    auto* values = reinterpret_cast<uint64_t*>(sheet_.cells.get());
    auto* styles = reinterpret_cast<uint16_t*>(values + cells);
    auto* kinds = reinterpret_cast<FloorKind*>(styles + cells);
    for (size_t i = 0; i < sheet_.columns.size(); ++i) {
      sheet_.columns[i] = {values + i * rows, styles + i * rows, kinds + i * rows};
    }
    sheet_.formulas = MakeHugeBytes(cells * sizeof(FloorFormula));
    formula_ = reinterpret_cast<FloorFormula*>(sheet_.formulas.get());
    sheet_.text = MakeHugeBytes(inflated_bytes_);
    text_ = sheet_.text.get();
  }

  // <c r="A1"[ s="1"][ t="s"]>[<f>..</f>]<v>..</v></c>
  void TakeCell() {
    const char* at = at_ + std::strlen("<c r=\"");
    const uint32_t column_index = TakeColumn(at);
    const uint32_t row = TakeInteger(at) - 1;
    uint32_t style = 0;
    char type = 'n';
    for (++at; *at == ' ';) {
      const char attribute = at[1];
      at += std::strlen(" s=\"");
      if (attribute == 's') {
        style = TakeInteger(at);
      } else {
        type = *at++;
      }
      ++at;
    }
    ++at;
    if (at[1] == 'f') at = TakeFormula(at, row, column_index);
    at += std::strlen("<v>");
    FloorColumn& column = sheet_.columns[column_index];
    column.styles[row] = static_cast<uint16_t>(style);
    if (type == 'n') {
      column.kinds[row] = FloorKind::kNumber;
      column.values[row] = std::bit_cast<uint64_t>(TakeNumber(at, window_.end()));
    } else {
      column.kinds[row] = type == 's' ? FloorKind::kString : FloorKind::kBoolean;
      column.values[row] = TakeInteger(at);
    }
    at_ = at + std::strlen("</v></c>");
  }

  // <f>..</f>, <f t="shared" ref=".." si="0">..</f> or <f t="shared" si="0"/>
  const char* TakeFormula(const char* at, uint32_t row, uint32_t column) {
    FloorFormula formula = {row, static_cast<uint16_t>(column), 0,
                            static_cast<uint32_t>(text_ - sheet_.text.get()), -1};
    at += std::strlen("<f");
    if (*at == ' ') {
      at += std::strlen(" t=\"shared\" ");
      if (*at == 'r') {
        at += std::strlen("ref=\"");
        while (*at != '"') ++at;
        at += std::strlen("\" ");
      }
      at += std::strlen("si=\"");
      formula.group = static_cast<int32_t>(TakeInteger(at));
      ++at;
    }
    if (*at == '/') {
      *formula_++ = formula;
      return at + std::strlen("/>");
    }
    ++at;
    const char* text = at;
    while (*at != '<') *text_++ = *at++;
    formula.bytes = static_cast<uint16_t>(at - text);
    *formula_++ = formula;
    return at + std::strlen("</f>");
  }

  FloorWindow window_;
  const char* at_;
  const size_t inflated_bytes_;
  FloorFormula* formula_ = nullptr;  // the next to write
  char* text_ = nullptr;             // where the next formula's text goes
  FloorSheet sheet_;
};

}  // namespace

FloorSheet ScanSheet(const FloorPart& part) { return Scanner(part).Run(); }

FloorStrings IndexStrings(const FloorPart& part) {
  FloorStrings strings = {InflateWhole(part), {}, {}};
  const char* begin = strings.bytes.get();
  const char* end = begin + part.inflated_bytes;
  const std::string_view xml(begin, part.inflated_bytes);
  const char* at = begin + xml.find("uniqueCount=\"") + std::strlen("uniqueCount=\"");
  const uint32_t count = TakeInteger(at);
  strings.begins.reserve(count);
  strings.ends.reserve(count);
  at += std::strlen("\">");
  while (at[1] == 's') {
    at += std::strlen("<si><t>");
    strings.begins.push_back(static_cast<uint32_t>(at - begin));
    at = static_cast<const char*>(std::memchr(at, '<', static_cast<size_t>(end - at)));
    strings.ends.push_back(static_cast<uint32_t>(at - begin));
    at += std::strlen("</t></si>");
  }
  return strings;
}

Tally Count(const FloorSheet& sheet) {
  Tally tally = {0, static_cast<int64_t>(sheet.formula_count), 0};
  for (uint32_t row = 0; row < sheet.rows; ++row) {
    for (const FloorColumn& column : sheet.columns) {
      if (column.kinds[row] == FloorKind::kNone) continue;
      ++tally.cells;
      if (column.kinds[row] == FloorKind::kNumber) {
        tally.sum += std::bit_cast<double>(column.values[row]);
      }
    }
  }
  return tally;
}

}  // namespace sheetgate::benchmarks
