// White space around a run separates it from the next; that around the whole text is dropped.
#include "spreadsheet/xlsx/comment_reader.h"

#include <optional>
#include <set>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;

// 18.4.8 si and its like: text, or runs of text. Phonetic hints are no part of it.
std::string ReadRichText(FeatureXml* xml) {
  std::string text;
  while (xml->NextChild()) {
    if (xml->name() == "t") {
      text += xml->RawContent();
    } else if (xml->name() == "r") {
      while (xml->NextChild()) {
        if (xml->name() == "t") {
          text += xml->RawContent();
        } else {
          xml->Skip();
        }
      }
    } else {
      xml->Skip();
    }
  }
  DecodeXstring(&text);
  return std::string(TrimXmlSpace(text));
}

std::optional<CellRef> CellOf(FeatureXml* xml) {
  const std::optional<RangeRef> range = xml->Range("ref");
  return range.has_value() ? std::optional(range->first) : std::nullopt;
}

void ReadNote(const std::vector<std::string>& authors, FeatureXml* xml,
              std::vector<Comment>* notes) {
  Comment note;
  const std::optional<CellRef> cell = CellOf(xml);
  const std::optional<uint32_t> author = xml->Number("authorId");
  if (author.has_value() && *author < authors.size()) note.author = authors[*author];
  while (xml->NextChild()) {
    if (xml->name() == "text") {
      note.text = ReadRichText(xml);
    } else {
      xml->Skip();
    }
  }
  if (!cell.has_value()) return;
  note.cell = *cell;
  notes->push_back(std::move(note));
}

absl::Status ReadNotes(const Package& package, const std::string& part,
                       const CancellationToken& cancellation, std::vector<Comment>* notes) {
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  std::vector<std::string> authors;
  while (xml.NextChild()) {
    if (xml.name() == "authors") {
      while (xml.NextChild()) authors.push_back(xml.Content());
    } else if (xml.name() == "commentList") {
      while (xml.NextChild()) ReadNote(authors, &xml, notes);
    } else {
      xml.Skip();
    }
  }
  return xml.Finish(part);
}

// What is known about threads while they are read.
struct Threads {
  const People* people;
  std::vector<Comment> comments;
  std::map<std::string, size_t> by_id;  // first posts and replies
};

void ReadPost(FeatureXml* xml, Threads* threads) {
  const std::optional<CellRef> cell = CellOf(xml);
  const std::string id = xml->Text("id");
  const std::string parent = xml->Text("parentId");
  const auto person = threads->people->find(xml->Text("personId"));
  CommentReply post;
  post.author = person == threads->people->end() ? "" : person->second;
  post.time = xml->Text("dT");
  const bool resolved = xml->Flag("done", false);
  while (xml->NextChild()) {
    if (xml->name() == "text") {
      post.text = xml->Content();
    } else {
      xml->Skip();
    }
  }
  const auto thread = threads->by_id.find(parent);
  if (!parent.empty() && thread != threads->by_id.end()) {
    threads->by_id.emplace(id, thread->second);
    threads->comments[thread->second].replies.push_back(std::move(post));
  } else if (cell.has_value()) {
    threads->by_id.emplace(id, threads->comments.size());
    threads->comments.push_back({*cell,
                                 std::move(post.author),
                                 std::move(post.time),
                                 std::move(post.text),
                                 /*thread=*/true,
                                 resolved,
                                 {}});
  }
}

absl::Status ReadThreads(const Package& package, const std::string& part,
                         const CancellationToken& cancellation, Threads* threads) {
  ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
  FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
  while (xml.NextChild()) {
    if (xml.name() == "threadedComment") {
      ReadPost(&xml, threads);
    } else {
      xml.Skip();
    }
  }
  return xml.Finish(part);
}

}  // namespace

absl::StatusOr<People> ReadPeople(const Package& package, const PartRelationships& workbook,
                                  const CancellationToken& cancellation) {
  People people;
  for (const std::string& part : workbook.PartsOfKind("person")) {
    ASSIGN_OR_RETURN(const std::string text, ReadObjectText(package, part, cancellation));
    FeatureXml xml(text, package.limits().max_xml_depth, cancellation);
    while (xml.NextChild()) {
      if (xml.name() == "person") people.emplace(xml.Text("id"), xml.Text("displayName"));
      xml.Skip();
    }
    RETURN_IF_ERROR(xml.Finish(part));
  }
  return people;
}

absl::Status AddComments(const Package& package, const PartRelationships& sheet,
                         const PartRelationships& workbook, const CancellationToken& cancellation,
                         std::vector<Comment>* comments) {
  std::vector<Comment> notes;
  for (const std::string& part : sheet.PartsOfKind("comments")) {
    RETURN_IF_ERROR(ReadNotes(package, part, cancellation, &notes));
  }
  Threads threads;
  const std::vector<std::string> parts = sheet.PartsOfKind("threadedComment");
  People people;
  threads.people = &people;
  if (!parts.empty()) {
    ASSIGN_OR_RETURN(people, ReadPeople(package, workbook, cancellation));
    for (const std::string& part : parts) {
      RETURN_IF_ERROR(ReadThreads(package, part, cancellation, &threads));
    }
  }
  std::set<CellRef> with_thread;
  for (const Comment& thread : threads.comments) with_thread.insert(thread.cell);
  for (Comment& note : notes) {
    const bool repeats = note.author.starts_with("tc=") && with_thread.contains(note.cell);
    if (!repeats) comments->push_back(std::move(note));
  }
  for (Comment& thread : threads.comments) comments->push_back(std::move(thread));
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
