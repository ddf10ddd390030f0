// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}

/// One function a command, one file a function: each adds its command with its options, its help and an
/// example, and what it does when chosen.
namespace chaser::cli {

class Session;

void addImport(CLI::App& app, Session& session);
void addExport(CLI::App& app, Session& session);
void addList(CLI::App& app, Session& session);
void addShow(CLI::App& app, Session& session);
void addUpdate(CLI::App& app, Session& session);
void addContacts(CLI::App& app, Session& session);
void addDoubts(CLI::App& app, Session& session);
void addSettle(CLI::App& app, Session& session);
void addTimeline(CLI::App& app, Session& session);
void addCheck(CLI::App& app, Session& session);
void addEvaluate(CLI::App& app, Session& session);
void addExplain(CLI::App& app, Session& session);
void addForecast(CLI::App& app, Session& session);
void addPreview(CLI::App& app, Session& session);
void addReplay(CLI::App& app, Session& session);
void addTest(CLI::App& app, Session& session);
void addFields(CLI::App& app, Session& session);
void addAlerts(CLI::App& app, Session& session);
void addAck(CLI::App& app, Session& session);
void addSnooze(CLI::App& app, Session& session);
void addAnswer(CLI::App& app, Session& session);
void addEscalate(CLI::App& app, Session& session);
void addSilence(CLI::App& app, Session& session);
void addDecide(CLI::App& app, Session& session);
void addApprove(CLI::App& app, Session& session);
void addOutbox(CLI::App& app, Session& session);
void addAdopt(CLI::App& app, Session& session);
void addPapers(CLI::App& app, Session& session);
void addAudit(CLI::App& app, Session& session);
void addHistory(CLI::App& app, Session& session);
void addSendTest(CLI::App& app, Session& session);
void addRun(CLI::App& app, Session& session);
void addLinks(CLI::App& app, Session& session);
void addInbox(CLI::App& app, Session& session);
void addBounce(CLI::App& app, Session& session);
void addReplies(CLI::App& app, Session& session);
void addMigrate(CLI::App& app, Session& session);

}  // namespace chaser::cli
