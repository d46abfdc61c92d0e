// FeatureXml: the elements and values of a small part or frame, for readers of features.
//
// Values come decoded and with the schema's default when they are missing or malformed. What is
// wrong with the XML itself ends every loop over children and is told once, by Finish.
//
//   FeatureXml xml(frame, max_depth, cancellation);
//   while (xml.NextChild()) {
//     if (xml.name() == "mergeCells") ReadMerges(&xml); else xml.Skip();
//   }
//   RETURN_IF_ERROR(xml.Finish(part));
#ifndef SHEETGATE_SPREADSHEET_XLSX_FEATURE_XML_H_
#define SHEETGATE_SPREADSHEET_XLSX_FEATURE_XML_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {

// Not thread-safe. The input must outlive it.
class FeatureXml {
 public:
  // Stands on the root element of `xml` (UTF-8) then.
  FeatureXml(std::string_view xml, int max_depth, const platform::CancellationToken& cancellation);

  // Moves to the next child of the element whose content is being read; false behind the last one,
  // which is then read. A child must be skipped or read to its end before the next.
  bool NextChild();
  void Skip() { scanner_.SkipElement(); }
  // The element's name without prefix.
  std::string_view name() const { return scanner_.local_name(); }

  // Attributes of the element.
  bool Has(std::string_view attribute) const { return scanner_.Attribute(attribute).has_value(); }
  std::string Text(std::string_view attribute);
  // An ST_Xstring (22.9.2.19).
  std::string Xstring(std::string_view attribute);
  // Text, or `missing` when it is not there.
  std::string Text(std::string_view attribute, std::string_view missing);
  bool Flag(std::string_view attribute, bool missing);
  std::optional<uint32_t> Number(std::string_view attribute);
  // The range an attribute names; nullopt for none or one that is no range.
  std::optional<RangeRef> Range(std::string_view attribute);
  // The color of a CT_Color element (18.8.3), in the words of ConditionalRule::colors.
  std::string Color();
  // An attribute of any prefix but none, such as r:id.
  std::string PrefixedText(std::string_view local_name);

  // Reads the element to its end: its own text, and that of children called `child`. White space
  // around it is dropped.
  std::string Content(std::string_view child = {});
  // The same with the white space, without children.
  std::string RawContent();
  // The same for an ST_Formula (18.18.35), written directly or in xm:f ([MS-XLSX] 2.6): without the
  // leading = that some producers write.
  std::string Formula();

  // OK, the token's status, or DATA_LOSS (`FILE_CORRUPT`) naming `part`, with the byte offset that
  // `part_offset` makes of one of the input. Reads the rest of the input first.
  absl::Status Finish(std::string_view part,
                      absl::FunctionRef<uint64_t(size_t offset)> part_offset);
  absl::Status Finish(std::string_view part);

 private:
  // Decodes an attribute's value; remembers where a reference is malformed.
  std::string Decode(std::string_view raw);
  // The text of the element and of children called `child`, to its end.
  std::string ReadText(std::string_view child);

  XmlScanner scanner_;
  const platform::CancellationToken cancellation_;
  absl::Status cancelled_;
  uint32_t steps_ = 0;
  std::optional<size_t> malformed_reference_;
};

// The ranges of an ST_Sqref (18.18.76): separated by white space; those that are no ranges are left
// out.
std::vector<RangeRef> ParseSqref(std::string_view text);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_FEATURE_XML_H_
