// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/store/engine_fixture.h"

/// A plan with one alert whose first item waits to be said.
namespace chaser::store {

class OutboxTest : public EngineTest {
 protected:
  OutboxTest() {
    save(firing(), {ask(firing())}, day("2017-04-08"));
    item = got(store->wanted(10)).at(0).item.id;
  }
  Message digest(const std::string& name = "m1", bool heldByNobody = false) {
    Message m;
    m.messageId = name;
    m.channel = "smtp";
    m.endpoint = "smtp";
    m.to = "Dr A";
    m.address = "a@example.org";
    m.subject = "Two things";
    m.bytes = std::string("line\r\n\0\xff", 8);
    m.day = day("2017-04-03");
    m.createdAt = now;
    m.items = {{item, heldByNobody, false}};
    return m;
  }
  Settlement outcome(MessageId message, Settlement::Fate fate) {
    Settlement s;
    s.attempt = {message, now, "smtp", fate == Settlement::Fate::Sent ? 250 : 550, "the answer", 12};
    s.fate = fate;
    return s;
  }
  void settle(const Settlement& s) { ok(store->settle({s}, day("2017-04-03"))); }
  alerts::StepMade rung() { return got(store->unresolved()).at(0).made.at(0); }
  ItemId item;
};

}  // namespace chaser::store
