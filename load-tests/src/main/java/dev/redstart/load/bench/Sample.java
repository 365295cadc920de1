package dev.redstart.load.bench;

import java.util.Map;

/** What one fork has found of one contestant. */
record Sample(Map<Column, Double> figures, Health health) {}
