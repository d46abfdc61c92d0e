#include "spreadsheet/edit/tag_attributes.h"

#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"

namespace sheetgate::spreadsheet {

std::optional<std::string_view> TagAttributes::Get(std::string_view name) const {
  XmlTag tag;
  tag.text = text_;
  return tag.Attribute(name);
}

std::optional<uint32_t> TagAttributes::Number(std::string_view name) const {
  return ParseUnsigned(Get(name).value_or(""));
}

bool TagAttributes::Flag(std::string_view name) const {
  return ParseXmlBoolean(Get(name).value_or(""));
}

void TagAttributes::Set(std::string_view name, std::string_view value) {
  if (const auto old = Get(name); old.has_value()) {
    text_.replace(static_cast<size_t>(old->data() - text_.data()), old->size(), value);
    return;
  }
  size_t end = text_.size() - (self_closing() ? 2 : 1);
  while (text_[end - 1] == ' ') --end;
  text_.insert(end, Concat(" ", name, "=\"", value, "\""));
}

void TagAttributes::Remove(std::string_view name) {
  const auto old = Get(name);
  if (!old.has_value()) return;
  const auto value = static_cast<size_t>(old->data() - text_.data());
  const size_t begin = text_.rfind(name, value);
  text_.erase(begin - 1, value + old->size() + 1 - (begin - 1));
}

void TagAttributes::SetFlag(std::string_view name, bool value) {
  if (value) {
    Set(name, "1");
  } else {
    Remove(name);
  }
}

}  // namespace sheetgate::spreadsheet
