// One pass over the part; the arena is trimmed to size at the end.
#include "spreadsheet/xlsx/shared_strings.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {

absl::Status ReadTextElement(std::string_view part, XmlScanner* xml, std::string* out) {
  const bool preserve = xml->Attribute("xml:space") == "preserve";
  const size_t element = xml->begin();
  std::string_view single;
  std::string joined;
  int pieces = 0;
  while (xml->Next() && xml->token() != XmlToken::kEnd) {
    if (xml->token() == XmlToken::kStart) {
      if (!xml->SkipElement()) break;
      continue;
    }
    const std::string_view raw = xml->text();
    const bool verbatim = raw.find_first_of(xml->cdata() ? "\r" : "&\r") == std::string_view::npos;
    if (++pieces == 1 && verbatim) {
      single = raw;
      continue;
    }
    if (joined.empty()) joined = single;
    single = {};
    if (!AppendDecoded(raw, xml->cdata(), &joined)) {
      return CorruptPart(part, Concat("an unknown character reference after byte ", element));
    }
  }
  RETURN_IF_ERROR(xml->StatusFor(part));
  std::string_view text = joined.empty() ? single : std::string_view(joined);
  if (!preserve) text = TrimXmlSpace(text);
  if (text.find("_x") == std::string_view::npos) {
    out->append(text);
  } else {
    std::string escaped(text);
    DecodeXstring(&escaped);
    out->append(escaped);
  }
  return absl::OkStatus();
}

absl::Status ReadStringItem(std::string_view part, XmlScanner* xml, std::string* out, bool* plain) {
  *plain = true;
  while (xml->NextChild()) {
    const std::string_view name = xml->local_name();
    if (name == "t") {
      RETURN_IF_ERROR(ReadTextElement(part, xml, out));
      continue;
    }
    *plain = false;
    if (name != "r") {
      xml->SkipElement();
      continue;
    }
    while (xml->NextChild()) {
      if (xml->local_name() == "t") {
        RETURN_IF_ERROR(ReadTextElement(part, xml, out));
      } else {
        xml->SkipElement();
      }
    }
  }
  return xml->StatusFor(part);
}

absl::StatusOr<std::shared_ptr<const SharedStrings>> SharedStrings::Parse(
    std::string_view part, std::string_view xml_text, int max_depth,
    const platform::CancellationToken& cancellation) {
  constexpr uint32_t kCheckEvery = 4096;
  auto strings = std::make_shared<SharedStrings>();
  XmlScanner xml(xml_text, max_depth);
  if (!xml.Next()) return xml.StatusFor(part);
  if (xml.local_name() != "sst") return CorruptPart(part, "its root element is not sst");
  while (xml.NextChild()) {
    if (xml.local_name() != "si") {
      xml.SkipElement();
      continue;
    }
    if (strings->size() % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    bool plain = false;
    RETURN_IF_ERROR(ReadStringItem(part, &xml, &strings->text_, &plain));
    strings->ends_.push_back(static_cast<uint32_t>(strings->text_.size()));
    strings->plain_.push_back(plain);
  }
  while (xml.Next()) {
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  strings->text_.shrink_to_fit();
  strings->ends_.shrink_to_fit();
  strings->plain_.shrink_to_fit();
  return strings;
}

size_t SharedStrings::memory_bytes() const {
  return sizeof(*this) + text_.capacity() + ends_.capacity() * sizeof(uint32_t) +
         plain_.capacity() / 8;
}

}  // namespace sheetgate::spreadsheet
