// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests;

/// <summary>The process of a test died at the step that the test chose.</summary>
internal sealed class CrashException : Exception;
