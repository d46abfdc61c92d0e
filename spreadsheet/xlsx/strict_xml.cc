// The first error, expat's or the handler's, stops the parser and is the result of every call
// after.
#include "spreadsheet/xlsx/strict_xml.h"

#include <expat.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {

std::optional<std::string_view> XmlAttributes::Get(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == *pair) return std::string_view(pair[1]);
  }
  return std::nullopt;
}

struct StrictXml::State {
  State(std::string p, int depth, XmlHandler* h)
      : part(std::move(p)), max_depth(depth), handler(h), parser(XML_ParserCreate(nullptr)) {
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &State::OnStart, &State::OnEnd);
    XML_SetCharacterDataHandler(parser, &State::OnText);
    XML_SetStartDoctypeDeclHandler(parser, &State::OnDoctype);
    XML_SetUnknownEncodingHandler(parser, &State::OnUnknownEncoding, nullptr);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static State& From(void* data) { return *static_cast<State*>(data); }

  uint64_t Offset() const {
    return static_cast<uint64_t>(std::max<int64_t>(XML_GetCurrentByteIndex(parser), 0) + skipped);
  }

  void Stop(absl::Status s) {
    status = std::move(s);
    XML_StopParser(parser, XML_FALSE);
  }
  void StopMalformed(std::string_view what) {
    Stop(CorruptPart(part,
                     Concat("its XML is not well-formed at byte ", Offset(), " (", what, ")")));
  }

  static void OnStart(void* data, const char* name, const char** attributes) {
    State& state = From(data);
    if (!state.status.ok()) return;
    if (++state.depth > state.max_depth) {
      state.StopMalformed("elements are nested too deeply");
      return;
    }
    absl::Status status = state.handler->Start(LocalPart(name), XmlAttributes(attributes));
    if (!status.ok()) state.Stop(std::move(status));
  }
  static void OnEnd(void* data, const char* name) {
    State& state = From(data);
    if (!state.status.ok()) return;
    --state.depth;
    absl::Status status = state.handler->End(LocalPart(name));
    if (!status.ok()) state.Stop(std::move(status));
  }
  static void OnText(void* data, const char* text, int size) {
    State& state = From(data);
    if (!state.status.ok()) return;
    absl::Status status = state.handler->Text({text, static_cast<size_t>(size)});
    if (!status.ok()) state.Stop(std::move(status));
  }
  static void OnDoctype(void* data, const char*, const char*, const char*, int) {
    From(data).StopMalformed("it declares a document type (DTD), which workbooks never do");
  }
  static int OnUnknownEncoding(void*, const char* name, XML_Encoding* encoding) {
    if (ToLowerAscii(name) != "windows-1252") return XML_STATUS_ERROR;
    for (int byte = 0; byte < 256; ++byte) {
      encoding->map[byte] = static_cast<int>(Windows1252ToUnicode(static_cast<uint8_t>(byte)));
    }
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return XML_STATUS_OK;
  }

  const std::string part;
  const int max_depth;
  XmlHandler* const handler;
  const XML_Parser parser;
  int depth = 0;
  int64_t skipped = 0;
  absl::Status status;
};

StrictXml::StrictXml(std::string part, int max_depth, XmlHandler* handler)
    : state_(std::make_unique<State>(std::move(part), max_depth, handler)) {}

StrictXml::~StrictXml() = default;

absl::Status StrictXml::Parse(std::string_view bytes, bool last) {
  if (!state_->status.ok()) return state_->status;
  const int size = static_cast<int>(bytes.size());
  if (XML_Parse(state_->parser, bytes.data(), size, last ? 1 : 0) == XML_STATUS_ERROR &&
      state_->status.ok()) {
    state_->StopMalformed(XML_ErrorString(XML_GetErrorCode(state_->parser)));
  }
  return state_->status;
}

absl::Status StrictXml::Feed(std::string_view bytes) {
  constexpr size_t kMost = size_t{1} << 30;
  while (bytes.size() > kMost) {
    const absl::Status status = Parse(bytes.substr(0, kMost), /*last=*/false);
    if (!status.ok()) return status;
    bytes.remove_prefix(kMost);
  }
  return Parse(bytes, /*last=*/false);
}

absl::Status StrictXml::Finish() { return Parse({}, /*last=*/true); }

void StrictXml::Skip(int64_t bytes) { state_->skipped += bytes; }

uint64_t StrictXml::offset() const { return state_->Offset(); }

}  // namespace sheetgate::spreadsheet
