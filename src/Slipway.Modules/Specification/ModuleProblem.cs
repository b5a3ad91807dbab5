// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field in A64's words, <c>ports[0]</c>; empty for the request as a whole.</param>
/// <param name="Code">A stable word for programs: <c>missing</c>, <c>invalid</c>, <c>unknown_field</c>, <c>unsupported</c>, <c>mutable_tag</c>, ….</param>
/// <param name="Message">A clause for people: what is wrong, what is expected.</param>
public sealed record ModuleProblem(string Field, string Code, string Message);
