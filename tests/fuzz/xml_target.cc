// XmlScanner against expat, a strict general parser, and the text functions against themselves.
//
// What both accept must mean the same: names, attributes, text, in order. What expat accepts,
// XmlScanner may refuse for a document type or for depth alone. XmlScanner is laxer than XML 1.0,
// since a defect in what is not read need not cost the workbook, and what is read is checked when
// it is decoded. It takes
//   - names that begin with a digit, "-" or ".", and any character beyond ASCII in them,
//   - an attribute given twice (the first one counts),
//   - characters that XML excludes, "]]>" in text, & without an entity (decoding refuses that),
//   - "--" in comments, any processing instruction, an XML declaration that is malformed or comes
//     late.
// kLaxities are expat's errors for these; any other error expat finds must be found here too.
#include <expat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::Concat;
using spreadsheet::XmlAttribute;
using spreadsheet::XmlScanner;
using spreadsheet::XmlToken;

constexpr size_t kMaxInput = 64 << 10;

constexpr std::array kLaxities = {XML_ERROR_INVALID_TOKEN,    XML_ERROR_DUPLICATE_ATTRIBUTE,
                                  XML_ERROR_UNDEFINED_ENTITY, XML_ERROR_BAD_CHAR_REF,
                                  XML_ERROR_MISPLACED_XML_PI, XML_ERROR_XML_DECL,
                                  XML_ERROR_UNKNOWN_ENCODING};

// What a parser said, as comparable lines: "<name", "@name=value", ">name", "text".
struct Events {
  std::vector<std::string> lines;
  bool accepted = false;
  bool after_text = false;
  size_t depth = 0, max_depth = 0;

  void Start(std::string_view name) {
    Add(Concat("<", name));
    max_depth = std::max(max_depth, ++depth);
  }
  void End(std::string_view name) {
    Add(Concat(">", name));
    --depth;
  }
  void Attribute(std::string_view name, std::string_view value) {
    Add(Concat("@", name, "=", value));
  }
  void Text(std::string_view text) {
    if (text.empty()) return;
    if (after_text) {
      lines.back() += text;
    } else {
      Add(Concat("'", text));
    }
    after_text = true;
  }

 private:
  void Add(std::string line) {
    lines.push_back(std::move(line));
    after_text = false;
  }
};

struct Expat {
  Events events;
  bool doctype = false;
  XML_Error error = XML_ERROR_NONE;
};

Expat RunExpat(std::string_view xml) {
  Expat result;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate("UTF-8"), &XML_ParserFree);
  XML_SetUserData(parser.get(), &result);
  XML_SetElementHandler(
      parser.get(),
      [](void* data, const char* name, const char** attributes) {
        Events& events = static_cast<Expat*>(data)->events;
        events.Start(name);
        for (; *attributes != nullptr; attributes += 2) {
          events.Attribute(attributes[0], attributes[1]);
        }
      },
      [](void* data, const char* name) { static_cast<Expat*>(data)->events.End(name); });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* text, int size) {
    static_cast<Expat*>(data)->events.Text({text, static_cast<size_t>(size)});
  });
  XML_SetStartDoctypeDeclHandler(parser.get(),
                                 [](void* data, const char*, const char*, const char*, int) {
                                   static_cast<Expat*>(data)->doctype = true;
                                 });
  result.events.accepted = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()),
                                     /*isFinal=*/1) == XML_STATUS_OK;
  result.error = XML_GetErrorCode(parser.get());
  return result;
}

bool Lies(const XmlScanner& scanner, std::string_view view) {
  return scanner.OffsetOf(view) >= scanner.begin() &&
         scanner.OffsetOf(view) + view.size() <= scanner.end();
}

// The events of XmlScanner; `*decodes` tells whether all text and attributes do.
Events RunScanner(std::string_view xml, bool* decodes) {
  Events events;
  *decodes = true;
  XmlScanner scanner(xml, kFuzzLimits.max_xml_depth);
  size_t end = 0;
  while (scanner.Next()) {
    Require(
        scanner.begin() >= end && scanner.end() >= scanner.begin() && scanner.end() <= xml.size(),
        "tokens follow one another");
    end = scanner.end();
    switch (scanner.token()) {
      case XmlToken::kStart:
        events.Start(scanner.name());
        Require(Lies(scanner, scanner.name()), "a name lies in its token");
        for (const XmlAttribute& attribute : scanner.attributes()) {
          Require(Lies(scanner, attribute.name) && Lies(scanner, attribute.value),
                  "an attribute lies in its token");
          std::string unused;
          *decodes =
              spreadsheet::AppendDecoded(attribute.value, /*cdata=*/false, &unused) && *decodes;
          events.Attribute(attribute.name, spreadsheet::Decoded(attribute.value));
        }
        break;
      case XmlToken::kEnd:
        events.End(scanner.name());
        break;
      case XmlToken::kText: {
        std::string text;
        *decodes = spreadsheet::AppendDecoded(scanner.text(), scanner.cdata(), &text) && *decodes;
        events.Text(text);
        break;
      }
    }
    Require(scanner.depth() == static_cast<int>(events.depth), "depth counts open elements");
  }
  events.accepted = scanner.ok();
  if (!scanner.ok()) RequireRefusal(scanner.StatusFor("part"));
  return events;
}

void CheckAgainstExpat(std::string_view xml) {
  bool decodes = false;
  const Events ours = RunScanner(xml, &decodes);
  const Expat theirs = RunExpat(xml);
  if (theirs.doctype) return Require(!ours.accepted, "a document type is refused");
  if (theirs.events.accepted) {
    const bool too_deep = theirs.events.max_depth > static_cast<size_t>(kFuzzLimits.max_xml_depth);
    Require(ours.accepted != too_deep, "what is well-formed is accepted up to its depth");
    if (!ours.accepted) return;
    Require(decodes, "what is well-formed decodes");
    for (size_t i = 0; i < std::min(ours.lines.size(), theirs.events.lines.size()); ++i) {
      if (ours.lines[i] == theirs.events.lines[i]) continue;
      Violated("the same events", Concat(ours.lines[i], "\nexpat: ", theirs.events.lines[i]));
    }
    Require(ours.lines.size() == theirs.events.lines.size(), "as many events");
  } else if (ours.accepted) {
    Require(std::find(kLaxities.begin(), kLaxities.end(), theirs.error) != kLaxities.end(),
            "XmlScanner is laxer only where it means to", XML_ErrorString(theirs.error));
  }
}

// Text survives being written and read.
void CheckText(std::string_view text) {
  const std::string encoded = spreadsheet::EncodeXstring(text);
  Require(spreadsheet::IsValidUtf8(encoded), "encoded text is valid UTF-8");
  std::string decoded = encoded;
  spreadsheet::DecodeXstring(&decoded);
  Require(decoded == text, "text survives ST_Xstring", encoded);
  std::string escaped;
  spreadsheet::AppendEscaped(encoded, &escaped);
  const std::string element = Concat("<t>", escaped, "</t>");
  const Expat read = RunExpat(element);
  Require(read.events.accepted, "written text is well-formed", escaped);
  decoded.clear();
  Require(spreadsheet::AppendDecoded(escaped, /*cdata=*/false, &decoded) && decoded == encoded,
          "written text reads as it was", escaped);
  const size_t lines = encoded.empty() ? 2 : 3;
  Require(
      read.events.lines.size() == lines && (lines == 2 || read.events.lines[1] == "'" + encoded),
      "expat reads written text as it was", escaped);
}

}  // namespace

void FuzzXml(std::string_view input) {
  if (input.size() > kMaxInput) return;
  const auto xml = spreadsheet::DecodeXmlPart("part", std::string(input));
  if (!xml.ok()) return RequireRefusal(xml.status());
  Require(spreadsheet::IsValidUtf8(*xml), "decoded parts are valid UTF-8");
  CheckAgainstExpat(*xml);
  CheckText(*xml);
}

}  // namespace sheetgate::tests
