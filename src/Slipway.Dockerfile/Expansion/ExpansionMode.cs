// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What becomes of quotes and escapes when a word is expanded.</summary>
public enum ExpansionMode
{
    /// <summary>Quotes and escapes are taken off; single quotes hold variables back.</summary>
    Word,

    /// <summary>The body of a heredoc: quotes are text, and a backslash escapes whatever the escape character of the file is.</summary>
    Heredoc,
}
