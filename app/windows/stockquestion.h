// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/stockwords.h"

#include <functional>

class QWidget;

namespace larder::windows
{

// Beside the question; where it is needed, nothing is done before it is ticked.
struct SecondWord
{
    QString text; // empty: there is none
    bool isNeeded = false;
};

// What a person answered, when it was yes.
enum class Answer : std::uint8_t { Yes, YesWithSecondWord };

// Asks beside its parent's window, which waits for the answer; the caller does not. yes: of the
// button. answered is called at most once, and never when the parent has gone.
void ask(QWidget *parent, const Question &question, const SecondWord &secondWord,
         const QString &yes, std::function<void(Answer)> answered);

// Tells what cannot be told in a line.
void tellDetails(QWidget *parent, const Question &statement);

} // namespace larder::windows
