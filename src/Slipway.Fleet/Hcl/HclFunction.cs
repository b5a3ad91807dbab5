// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A function that expressions can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">The fewest arguments.</param>
/// <param name="Most">The most arguments; <see cref="int.MaxValue"/> is any number.</param>
/// <param name="Invoke">What it does.</param>
internal sealed record HclFunction(string Name, int Least, int Most, Func<HclArguments, HclValue> Invoke);
