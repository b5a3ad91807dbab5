// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The text that a RUN in shell form runs.</summary>
/// <param name="Text">The text.</param>
/// <param name="FileName">Null: the text is the SHELL's last argument. Otherwise the text begins with <c>#!</c> and is run as a file of this name, mode 0755.</param>
public sealed record RunScript(string Text, string? FileName = null);
