// External links are read as streams: they cache the cells of the other workbook, which may be
// many.
#include "spreadsheet/xlsx/external_data_reader.h"

#include <algorithm>
#include <optional>
#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;

// The attribute of each child, such as the names of sheets.
void ReadEach(FeatureXml* xml, std::string_view attribute, std::vector<std::string>* values) {
  for (; xml->NextChild(); xml->Skip()) values->push_back(xml->Xstring(attribute));
}

// 18.14.7 externalBook.
void ReadBook(const PartRelationships& relationships, FeatureXml* xml, ExternalLink* link) {
  link->kind = "workbook";
  link->target = relationships.TargetOf(xml->PrefixedText("id"));
  while (xml->NextChild()) {
    if (xml->name() == "sheetNames") {
      ReadEach(xml, "val", &link->sheets);
    } else if (xml->name() == "definedNames") {
      ReadEach(xml, "name", &link->names);
    } else {
      xml->Skip();
    }
  }
}

// 18.14.4 ddeLink, 18.14.11 oleLink.
void ReadItems(FeatureXml* xml, ExternalLink* link) {
  while (xml->NextChild()) {
    if (xml->name() == "ddeItems" || xml->name() == "oleItems") {
      ReadEach(xml, "name", &link->names);
    } else {
      xml->Skip();
    }
  }
}

// 18.13.1: connection/@type.
std::string TypeOf(FeatureXml* xml) {
  constexpr std::string_view kTypes[] = {"odbc",  "dao",  "file", "web",
                                         "oledb", "text", "ado",  "dsp"};
  const std::optional<uint32_t> type = xml->Number("type");
  if (type.has_value() && *type >= 1 && *type <= std::size(kTypes)) {
    return std::string(kTypes[*type - 1]);
  }
  return xml->Text("type");
}

DataConnection ReadConnection(FeatureXml* xml) {
  DataConnection connection;
  connection.name = xml->Xstring("name");
  connection.description = xml->Xstring("description");
  connection.type = TypeOf(xml);
  connection.refresh_on_load = xml->Flag("refreshOnLoad", false);
  connection.saves_password = xml->Flag("savePassword", false);
  const std::string file = xml->Xstring("sourceFile");
  for (; xml->NextChild(); xml->Skip()) {
    if (xml->name() == "dbPr") {
      connection.source = WithoutPasswords(xml->Xstring("connection"));
      connection.command = xml->Xstring("command");
    } else if (xml->name() == "webPr") {
      connection.source = xml->Xstring("url");
    } else if (xml->name() == "textPr") {
      connection.source = xml->Xstring("sourceFile");
    } else if (xml->name() == "olapPr" && connection.source.empty()) {
      connection.source = xml->Xstring("localConnection");
    }
  }
  if (connection.source.empty()) connection.source = file;
  return connection;
}

}  // namespace

absl::StatusOr<ExternalLink> ReadExternalLink(const Package& package, std::string_view part,
                                              const CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const PartRelationships relationships, PartRelationships::Read(package, part));
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  ExternalLink link;
  while (xml.NextChild()) {
    if (xml.name() == "externalBook") {
      ReadBook(relationships, &xml, &link);
    } else if (xml.name() == "ddeLink") {
      link.kind = "dde";
      link.target = Concat(xml.Xstring("ddeService"), "|", xml.Xstring("ddeTopic"));
      ReadItems(&xml, &link);
    } else if (xml.name() == "oleLink") {
      link.kind = "ole";
      link.target =
          Concat(xml.Xstring("progId"), "|", relationships.TargetOf(xml.PrefixedText("id")));
      ReadItems(&xml, &link);
    } else {
      xml.Skip();
    }
  }
  RETURN_IF_ERROR(xml.Finish(part));
  return link;
}

absl::StatusOr<std::vector<std::pair<uint32_t, DataConnection>>> ReadConnections(
    const Package& package, const PartRelationships& workbook,
    const CancellationToken& cancellation) {
  std::vector<std::pair<uint32_t, DataConnection>> connections;
  for (const std::string& part : workbook.PartsOfKind("connections")) {
    ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
    FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
    while (xml.NextChild()) {
      const uint32_t id = xml.Number("id").value_or(0);
      if (xml.name() == "connection") {
        connections.emplace_back(id, ReadConnection(&xml));
      } else {
        xml.Skip();
      }
    }
    RETURN_IF_ERROR(xml.Finish(part));
  }
  return connections;
}

std::string WithoutPasswords(std::string_view connection) {
  std::string out;
  while (!connection.empty()) {
    // A value may be quoted, with semicolons inside.
    size_t end = 0;
    for (char quote = 0; end < connection.size(); ++end) {
      const char c = connection[end];
      if (quote == 0 && c == ';') break;
      if (quote != 0 ? c == quote : c == '"' || c == '\'') quote = quote != 0 ? '\0' : c;
    }
    const std::string_view entry = connection.substr(0, end);
    const std::string key = ToLowerAscii(TrimXmlSpace(entry.substr(0, entry.find('='))));
    const bool secret = key == "password" || key == "pwd" || key.ends_with(" password");
    out += secret ? Concat(entry.substr(0, entry.find('=')), "=***") : std::string(entry);
    if (end < connection.size()) out.push_back(';');
    connection.remove_prefix(std::min(end + 1, connection.size()));
  }
  return out;
}

}  // namespace sheetgate::spreadsheet
