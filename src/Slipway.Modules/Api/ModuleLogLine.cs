// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A line of a module's log. Control characters in its text are made visible.</summary>
/// <param name="Time">When it arrived.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text without its line end.</param>
public sealed record ModuleLogLine(DateTimeOffset Time, string Stream, string Text);
