// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>Thrown by <see cref="Needs"/> when the machine lacks what a test needs.</summary>
public sealed class UnmetNeedException(string message) : Exception(message);
