// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>One word of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a string, what it stands for; of a field, the name without the dot.</param>
/// <param name="Position">Where it begins in the template, in characters from 0.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, int Position);
