"""What things are: vocabulary, tables, views, drafts, the filter language and the rules."""
