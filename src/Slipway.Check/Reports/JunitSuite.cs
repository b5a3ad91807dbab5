// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A suite of JUnit's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cases">Its cases.</param>
public sealed record JunitSuite(string Name, IReadOnlyList<JunitCase> Cases);
