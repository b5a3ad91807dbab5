// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests;

/// <summary>The tests of examples/shudl share what was built once, and run one after the other.</summary>
[CollectionDefinition(nameof(ShudlShared))]
public sealed class ShudlShared : ICollectionFixture<ShudlFleet>;
