// Memory of the features: a short std::string keeps its text inside itself.
#include "spreadsheet/model/sheet_features.h"

namespace sheetgate::spreadsheet {
namespace {

// What an allocation takes: 8 bytes more, in steps of 16, as in the usual allocators.
size_t Allocation(size_t bytes) { return bytes == 0 ? 0 : (bytes + 8 + 15) / 16 * 16; }

size_t Heap(const std::string& text) {
  static const size_t kInside = std::string().capacity();
  return text.capacity() > kInside ? Allocation(text.capacity() + 1) : 0;
}

template <typename... Texts>
size_t HeapOf(const Texts&... texts) {
  return (Heap(texts) + ... + 0);
}

template <typename T>
size_t Slots(const std::vector<T>& items) {
  return Allocation(items.capacity() * sizeof(T));
}

size_t Heap(const std::vector<std::string>& texts) {
  size_t bytes = Slots(texts);
  for (const std::string& text : texts) bytes += Heap(text);
  return bytes;
}

size_t Heap(const Table& table) {
  size_t bytes = HeapOf(table.name, table.part, table.style) + Slots(table.columns);
  for (const TableColumn& column : table.columns) {
    bytes += HeapOf(column.name, column.formula, column.totals_function, column.totals_label,
                    column.totals_formula);
  }
  return bytes;
}

size_t Heap(const DataValidation& rule) {
  return Slots(rule.ranges) + HeapOf(rule.type, rule.op, rule.formula1, rule.formula2,
                                     rule.error_style, rule.prompt_title, rule.prompt,
                                     rule.error_title, rule.error);
}

size_t Heap(const ConditionalRule& rule) {
  size_t bytes = HeapOf(rule.type, rule.op, rule.text, rule.period, rule.id, rule.negative_color,
                        rule.icon_set);
  bytes += Heap(rule.formulas) + Heap(rule.colors) + Heap(rule.icons) + Slots(rule.thresholds);
  for (const ConditionalThreshold& threshold : rule.thresholds) {
    bytes += HeapOf(threshold.type, threshold.value);
  }
  return bytes;
}

size_t Heap(const ConditionalFormat& format) {
  size_t bytes = Slots(format.ranges) + Slots(format.rules);
  for (const ConditionalRule& rule : format.rules) bytes += Heap(rule);
  return bytes;
}

}  // namespace

size_t SheetFeatures::memory_bytes() const {
  size_t bytes = sizeof(*this) + Slots(merges) + Slots(tables) + Slots(validations) +
                 Slots(conditional_formats);
  for (const Table& table : tables) bytes += Heap(table);
  for (const DataValidation& validation : validations) bytes += Heap(validation);
  for (const ConditionalFormat& format : conditional_formats) bytes += Heap(format);
  return bytes;
}

}  // namespace sheetgate::spreadsheet
