export { loadArtifact, type Artifact } from '@forgepoint/common/admission/artifact.ts';
