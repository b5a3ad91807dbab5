// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests;

/// <summary>Tests of HA-Ingestor's images, which are built once for all of them.</summary>
[CollectionDefinition("HaIngestor")]
public sealed class HaIngestorGroup : ICollectionFixture<HaIngestorImages>;
